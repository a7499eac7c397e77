using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tta.Server.Tests.Langfuse;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Redaction;

/// <summary>Reads what comes out: every answer of the APIs and every file.</summary>
internal sealed partial class CanaryOutlets(RunningServer server, IReadOnlyList<Canary> canaries, string directory)
{
    private static readonly string s_trace = OtlpBodies.TraceId;

    private static readonly string[] s_paths =
    [
        $"/jaeger/api/traces/{s_trace}", $"/jaeger/api/v3/traces/{s_trace}", "/jaeger/api/services/canary/operations", "/jaeger/api/traces?service=canary", "/jaeger/api/dependencies?endTs=4102444800000&lookback=4102444800000",
        $"/tempo/api/traces/{s_trace}", $"/tempo/api/v2/traces/{s_trace}", "/tempo/api/search?q=%7B%7D&spss=100&limit=100", "/tempo/api/search/tags", "/tempo/api/v2/search/tag/name/values",
        "/tempo/api/v2/search/tag/span.text/values", "/tempo/api/v2/search/tag/resource.place/values",
        "/prometheus/api/v1/series?match[]={__name__!=\"\"}", "/prometheus/api/v1/query?query={__name__!=\"\"}", "/prometheus/api/v1/metadata", "/prometheus/api/v1/label/label/values", "/prometheus/api/v1/targets",
        "/prometheus/api/v1/query_exemplars?query={__name__!=\"\"}",
        "/loki/loki/api/v1/query_range?limit=5000&query=" + Uri.EscapeDataString("{service_name=~\".+\"}"), "/loki/loki/api/v1/series", "/loki/loki/api/v1/label/label/values",
        "/api/tta/v1/overview", "/api/tta/v1/status", "/api/tta/v1/traces", $"/api/tta/v1/traces/{s_trace}.json", "/api/tta/v1/price-lists",
        "/api/tta/v1/llm/calls?limit=200", "/api/tta/v1/llm/sessions", "/api/tta/v1/llm/scores", "/api/tta/v1/llm/waste", "/api/tta/v1/llm/repeats",
        "/api/tta/v1/llm/costs?by=user", "/api/tta/v1/llm/costs?by=session", "/api/tta/v1/llm/costs?by=name", "/api/tta/v1/llm/costs?by=model&bucket=day", "/api/tta/v1/llm/costs?by=error",
        "/metrics", "/prometheus/metrics", "/tempo/metrics",
    ];

    private static readonly string[] s_reads =
    [
        "/traces?limit=100", "/sessions?limit=100", "/observations?limit=100", "/v2/observations?limit=1000&fields=core,basic,io,metadata,model,usage,prompt,metrics,trace_context,tta",
        "/v3/scores?limit=100&fields=details,subject,annotation", "/v2/scores?limit=100", "/metrics/daily", "/v2/prompts", "/v2/datasets?limit=100", "/datasets?limit=100", "/dataset-items?limit=100",
        "/experiments?limit=100", "/experiment-items?limit=100&fields=core,dataset,io,metadata,itemMetadata,experimentMetadata,scores",
        "/score-configs?limit=100", "/comments?limit=100", "/annotation-queues?limit=100", "/models?limit=100&page=2",
    ];

    public async Task<string> ReadAsync()
    {
        var everything = new StringBuilder();
        using (await server.Client.PostAsync(server.Url("ui", $"/jaeger/api/archive/{s_trace}"), null))
        {
        }

        foreach (string path in s_paths)
        {
            everything.AppendLine(Plain(await server.GetAsync("ui", path)));
        }

        foreach (string path in await ReadsAsync())
        {
            everything.AppendLine(Plain((await LangfuseRequests.GetAsync(server, path)).GetRawText()));
        }

        everything.AppendLine(await server.GetAsync("agent", "/metrics"));
        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            everything.AppendLine(file).AppendLine(Plain(Encoding.UTF8.GetString(bytes.ToArray())));
        }

        return everything.ToString();
    }

    private async Task<List<string>> ReadsAsync()
    {
        List<string> reads = [.. s_reads];
        foreach (Canary canary in canaries)
        {
            reads.AddRange([$"/traces/t{canary.Number}", $"/observations/g{canary.Number}", $"/v2/prompts/p{canary.Number}?label=latest", $"/datasets/d{canary.Number}/runs"]);
        }

        foreach (JsonElement queue in (await LangfuseRequests.GetAsync(server, "/annotation-queues?limit=100")).GetProperty("data").EnumerateArray())
        {
            reads.Add($"/annotation-queues/{queue.GetProperty("id").GetString()}/items");
        }

        return reads;
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
}
