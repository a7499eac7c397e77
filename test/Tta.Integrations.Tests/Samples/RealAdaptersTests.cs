using System.Text;
using System.Text.Json;
using DocumentAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Integrations.Tests.Telemetry;

namespace Tta.Integrations.Tests.Samples;

/// <summary>The document analysis over the adapter of a real provider, answered by a script: what a user with a key runs.</summary>
public sealed class RealAdaptersTests
{
    [Fact]
    public async Task DocumentAnalysis_RunsOverTheOpenAIAdapter()
    {
        using Listener listener = new();
        ScriptedHttp http = new(Answer);
        using OpenAIChatClient fast = Client(http, "gpt-4o-mini");
        using OpenAIChatClient quality = Client(http, "gpt-4o");
        CallLedger ledger = new();
        Models models = new Models(fast, quality, TimeSpan.FromMinutes(1), "scripted").CountedBy(ledger);
        AnalysisRun run = new(
            new AnalysisWorkflow(models, new ReferenceRegister(42), NullLogger.Instance), new DocumentSource(42), NullLogger.Instance, TimeProvider.System, static _ => { });

        await run.RunAsync(count: 3, concurrency: 1, CancellationToken.None);

        Assert.All(run.Outcomes, outcome => Assert.Equal("accepted", outcome.Report?.Verdict));
        Assert.Equal(9, http.Requests.Count);
        Assert.Equal(9, ledger.Entries.Sum(entry => entry.Calls));
        Assert.Equal((double)ledger.Entries.Sum(entry => entry.CostUsd), listener.Sum("llm.cost.usd"), 12);
        Assert.Equal(9 * 140, ledger.Entries.Sum(entry => entry.Usage.TotalTokens));
    }

    private static OpenAIChatClient Client(ScriptedHttp http, string model)
        => new(OpenAIEndpoint.OpenAI, model, apiKey: "key-1", httpClient: new HttpClient(http));

    private static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        using JsonDocument body = JsonDocument.Parse(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult());
        string model = body.RootElement.GetProperty("model").GetString()!;
        const string Usage = """{"prompt_tokens":120,"completion_tokens":20,"total_tokens":140}""";
        bool streaming = body.RootElement.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean();
        string text = streaming
            ? $$"""
                data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"{{model}}","choices":[{"index":0,"delta":{"role":"assistant","content":"All checks passed."},"finish_reason":"stop"}]}

                data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"{{model}}","choices":[],"usage":{{Usage}}}

                data: [DONE]


                """.ReplaceLineEndings("\n")
            : $$"""{"id":"c","object":"chat.completion","created":1,"model":"{{model}}","choices":[{"index":0,"message":{"role":"assistant","content":"MATCH"},"finish_reason":"stop"}],"usage":{{Usage}}}""";
        return new HttpResponseMessage { Content = new StringContent(text, Encoding.UTF8, streaming ? "text/event-stream" : "application/json") };
    }
}
