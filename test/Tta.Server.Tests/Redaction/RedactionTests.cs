using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Tta.Server.Hosting;
using Tta.Server.Redaction;
using Tta.Server.Tests.Langfuse;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Redaction;

/// <summary>What goes in by the raw ways in, from programs without our libraries, and what is stored, answered, counted and logged of it.</summary>
public sealed partial class RedactionTests
{
    [Fact]
    public async Task Secrets_go_in_by_every_way_in_and_come_out_by_no_way_out()
    {
        string everything = await EverythingAsync(options => options, Canaries.Secrets);

        Assert.All(Canaries.Secrets, canary => Assert.DoesNotContain(canary, everything, StringComparison.Ordinal));
        Assert.DoesNotContain("opaque-credential", everything, StringComparison.Ordinal);
        AssertNeighbours(everything, "name", "scope", "status", "event", "line", "body", "about", "prompt-", "completion-", "score", "managed");
        Assert.Matches(Counted(), everything);
    }

    [Fact]
    public async Task Personal_data_is_hidden_on_request()
    {
        string everything = await EverythingAsync(options => options with { Redaction = RedactionMode.All }, [.. Canaries.Secrets, .. Canaries.PersonalData]);

        Assert.All((string[])[.. Canaries.Secrets, .. Canaries.PersonalData], canary => Assert.DoesNotContain(canary, everything, StringComparison.Ordinal));
        AssertNeighbours(everything, "name", "line", "body", "prompt-", "managed");
    }

    [Fact]
    public async Task Without_redaction_everything_is_kept_as_it_came()
    {
        string everything = await EverythingAsync(options => options with { Redaction = RedactionMode.Off }, [Canaries.Secrets[0]]);

        Assert.Contains(Canaries.Secrets[0], everything, StringComparison.Ordinal);
        Assert.Contains("opaque-credential-1", everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_content_no_text_of_a_call_is_kept(bool isRedacted)
    {
        string everything = await EverythingAsync(
            options => options with { Redaction = isRedacted ? RedactionMode.Secrets : RedactionMode.Off, KeepContent = false }, ["of no harm"]);

        Assert.DoesNotContain("prompt-" + Canaries.Neighbour, everything, StringComparison.Ordinal);
        Assert.DoesNotContain("completion-" + Canaries.Neighbour, everything, StringComparison.Ordinal);
        AssertNeighbours(everything, "name", "line", "body", "managed");
        Assert.Contains("canary-model", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_secret_comes_back_as_it_was_sent()
    {
        await using RunningServer server = await LangfuseRequests.StartServerAsync();
        const string Input = """{ "signature": "ErUBCkYIBBgCIkDabcdefgh", "max_tokens": 5, "tokens": [1,2.50], "question": "task-force desk-1 — https://x.test/a?key_of=map 100%" }""";
        await LangfuseRequests.PostAsync(
            server, "/ingestion", $$$"""{"batch":[{"id":"a","type":"trace-create","timestamp":"2026-01-01T00:00:00Z","body":{"id":"t","input":{{{Input}}}}}]}""", System.Net.HttpStatusCode.MultiStatus);

        JsonElement read = await LangfuseRequests.GetAsync(server, "/traces/t");

        using JsonDocument sent = JsonDocument.Parse(Input);
        Assert.True(JsonElement.DeepEquals(sent.RootElement, read.GetProperty("input")), read.GetProperty("input").GetRawText());
    }

    [Fact]
    public void Log_lines_hold_no_secrets()
    {
        using var written = new StringWriter();
        using var loggers = new StderrLogger(
            LogLevel.Information, TimeProvider.System, IntakeRedactor.Create(new ServerOptions { DataDirectory = "/nowhere" }), written);
        loggers.CreateLogger("Tta.Test").Log(
            LogLevel.Error, default, 0, new InvalidOperationException(Canaries.Secrets[0]), (_, _) => $"{Canaries.Neighbour} {Canaries.Secrets[1]}");

        Assert.Contains(Canaries.Neighbour, written.ToString(), StringComparison.Ordinal);
        Assert.All(Canaries.Secrets, canary => Assert.DoesNotContain(canary, written.ToString(), StringComparison.Ordinal));
    }

    private static void AssertNeighbours(string everything, params ReadOnlySpan<string> places)
    {
        foreach (string place in places)
        {
            Assert.Matches($"{place} ?{Canaries.Neighbour}", everything);
        }
    }

    /// <summary>Every answer of the APIs, refusals included, and every file.</summary>
    private static async Task<string> EverythingAsync(Func<ServerOptions, ServerOptions> change, string[] canaries)
    {
        string directory = "";
        await using RunningServer server = await RunningServer.StartAsync(options =>
        {
            directory = options.DataDirectory;
            return change(options);
        });
        var everything = new StringBuilder();
        for (int i = 0; i < canaries.Length; i++)
        {
            var sender = new CanarySender(server, canaries[i], i + 1);
            await sender.SendAllAsync();
            everything.AppendLine(await sender.SendWrongAsync());
        }

        foreach (string path in (string[])
        [
            $"/jaeger/api/traces/{OtlpBodies.TraceId}", $"/jaeger/api/v3/traces/{OtlpBodies.TraceId}", "/jaeger/api/services/canary/operations", $"/tempo/api/traces/{OtlpBodies.TraceId}",
            "/tempo/api/v2/search/tag/span.text/values", "/tempo/api/v2/search/tag/resource.place/values", "/prometheus/api/v1/series?match[]={__name__!=\"\"}", "/prometheus/api/v1/metadata",
            "/loki/loki/api/v1/query_range?limit=5000&query=" + Uri.EscapeDataString("{service_name=~\".+\"}"), "/api/tta/v1/overview", "/api/tta/v1/llm/calls?limit=200", "/api/tta/v1/status",
        ])
        {
            everything.AppendLine(Plain(await server.GetAsync("ui", path)));
        }

        List<string> reads = ["/traces?limit=100", "/v3/scores?limit=100&fields=details", "/v2/observations?limit=1000&fields=core,basic,io,metadata", "/v2/datasets", "/dataset-items?limit=100", "/score-configs"];
        for (int i = 1; i <= canaries.Length; i++)
        {
            reads.AddRange([$"/traces/t{i}", $"/v2/prompts/p{i}?label=latest"]);
        }

        foreach (string path in reads)
        {
            everything.AppendLine(Plain((await LangfuseRequests.GetAsync(server, path)).GetRawText()));
        }

        everything.AppendLine(await server.GetAsync("agent", "/metrics"));
        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            everything.AppendLine(file).AppendLine(Encoding.UTF8.GetString(bytes.ToArray()));
        }

        return everything.ToString();
    }

    // As people see it: what JSON or an address escapes is a way out as well, and so are bytes in base64.
    private static string Plain(string answer)
    {
        string text = answer.Replace("\\u002B", "+", StringComparison.OrdinalIgnoreCase).Replace("\\\"", "\"", StringComparison.Ordinal);
        string bytes = string.Join('\n', Base64().Matches(answer).Select(match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Value))));
        return text + Uri.UnescapeDataString(text) + bytes;
    }

    [GeneratedRegex("(?<=\")(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?=\")")]
    private static partial Regex Base64();

    [GeneratedRegex("tta_redacted_texts_total [1-9]")]
    private static partial Regex Counted();
}
