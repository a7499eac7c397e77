using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

/// <summary>Secrets are put in wherever a program can put a text, and looked for in everything that leaves the process.</summary>
public sealed class CanaryTests
{
    [Fact]
    public async Task No_secret_leaves_by_any_way()
    {
        const string OwnSecret = "the-process-own-secret-value";
        await using var collector = new FakeReceiver();
        await using var langfuse = new FakeReceiver();
        await using var program = new ObservedProgram(
            options =>
            {
                options.OtlpEndpoint = collector.Address;
                options.ModelCalls.Host = langfuse.Address;
                options.EnablePrometheus = true;
                options.PrometheusPort = 0;
                options.ResourceAttributes["deployment.note"] = Canaries.OpenAi;
            },
            ("MY_SERVICE_TOKEN", OwnSecret));
        ILogger logger = program.Session.LoggerFactory.CreateLogger("Canary");

        string[] secrets = [.. Canaries.Values, OwnSecret];
        for (int i = 0; i < secrets.Length; i++)
        {
            Leak(program, logger, secrets[i], i);
        }

        Assert.True(await program.Session.FlushAsync(Patience.Long));
        using var http = new HttpClient();
        string scraped = await http.GetStringAsync($"http://127.0.0.1:{program.Session.PrometheusPort}/metrics");
        string everything = string.Join('\n', [scraped, .. collector.Requests.Concat(langfuse.Requests).Select(request => request.Text), .. program.Session.Problems.Select(problem => problem.Message)]);

        // The harmless neighbours of the secrets arrived, so the secrets had every chance to.
        Assert.Contains(collector.Requests, request => request.Path == "/v1/traces" && request.Holds("span-neighbour"));
        Assert.Contains(collector.Requests, request => request.Path == "/v1/logs" && request.Holds("log-neighbour") && request.Holds("scope-neighbour"));
        Assert.Contains(collector.Requests, request => request.Path == "/v1/metrics" && request.Holds("clean.counter"));
        Assert.Contains(langfuse.Requests, request => request.Holds("prompt-neighbour"));
        Assert.Contains("label-neighbour", scraped, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.False(everything.Contains(secret, StringComparison.Ordinal), secret));
        Assert.Contains(program.Session.Problems, problem => problem.Code == "metric-withheld");
    }

    private static void Leak(ObservedProgram program, ILogger logger, string secret, int index)
    {
        program.Meter.CreateCounter<long>("clean.counter").Add(1);
        program.Meter.CreateCounter<long>($"leaky.counter{index}").Add(1, new("harmless", "label-neighbour"), new("label", secret));
        using (Activity span = program.Source.StartActivity($"step {secret}")!)
        {
            span.SetTag("harmless", "span-neighbour").SetTag("text", $"the key is {secret}.").SetTag("list", new[] { "a", secret }).SetTag("object", new Uri("http://x.test/?q=" + Uri.EscapeDataString(secret)));
            span.AddEvent(new ActivityEvent(secret, tags: new() { ["detail"] = secret }));
            span.AddException(new InvalidOperationException(secret));
            span.SetStatus(ActivityStatusCode.Error, secret);
            using (logger.BeginScope(new Dictionary<string, object> { ["scoped"] = secret, ["harmless"] = "scope-neighbour" }))
            using (logger.BeginScope("in {Where}", secret))
            using (logger.BeginScope(secret))
            {
                logger.LogError(new InvalidOperationException("inner " + secret), "log-neighbour {Value}", secret);
                logger.Log(LogLevel.Information, default, secret, null, static (state, _) => state);
            }
        }

        using Activity call = program.Source.StartActivity("chat m", ActivityKind.Client)!;
        call.SetTag("gen_ai.operation.name", "chat").SetTag("note", secret);
        call.SetCustomProperty("gen_ai.input.messages", $$"""[{"role":"user","parts":[{"type":"text","content":"prompt-neighbour {{System.Text.Json.JsonEncodedText.Encode(secret)}}"}]}]""");
    }
}
