using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Tta.Server.Hosting;
using Tta.Server.Redaction;
using Tta.Server.Tests.Langfuse;

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
        AssertNeighbours(everything, "name", "scope", "status", "event", "line", "body", "about", "prompt-", "completion-", "score", "managed", "later", "older", "category", "direct", "comment", "queue", "run", "mine", "list", "priced", "help", "scraped");
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

    /// <summary>What comes out of a server, its log lines included, after each text came in by every way in.</summary>
    private static async Task<string> EverythingAsync(Func<ServerOptions, ServerOptions> change, string[] texts)
    {
        Canary[] canaries = [.. texts.Select((text, index) => new Canary(text, index + 1))];
        await using CanaryTarget target = await CanaryTarget.StartAsync(canaries);
        string directory = "";
        var everything = new StringBuilder();
        using var log = new StringWriter();
        using var loggers = new StderrLogger(
            LogLevel.Trace, TimeProvider.System, IntakeRedactor.Create(change(new ServerOptions { DataDirectory = "/nowhere" })), TextWriter.Synchronized(log));
        await using (RunningServer server = await RunningServer.StartAsync(
            options =>
            {
                directory = options.DataDirectory;
                return change(options with { ConfigFiles = [target.ConfigFile] });
            },
            loggers))
        {
            foreach (Canary canary in canaries)
            {
                var sender = new CanarySender(server, canary);
                await sender.SendAllAsync();
                everything.AppendLine(await sender.SendWrongAsync());
                await sender.AskAsync();
            }

            await target.WaitUntilScrapedAsync(server);
            everything.AppendLine(await new CanaryOutlets(server, canaries, directory).ReadAsync());
        }

        return everything.AppendLine("log lines").Append(log).ToString();
    }

    [GeneratedRegex("tta_redacted_texts_total [1-9]")]
    private static partial Regex Counted();
}
