using System.Net;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Http;

/// <summary>Whatever the parameters of a trace query are, the answer is an answer: never an internal error.</summary>
public sealed class HostileRequestTests(HostileRequestTests.ServerFixture fixture) : IClassFixture<HostileRequestTests.ServerFixture>
{
    private const string TraceId = "00f067aa0ba902b7a3ce929d0e0e4736";

    private static readonly string[] s_paths =
    [
        "jaeger /api/traces", "jaeger /api/traces/{v}", "jaeger /api/operations", "jaeger /api/services/{v}/operations", "jaeger /api/dependencies",
        "jaeger /api/metrics/latencies", "jaeger /api/metrics/calls", "jaeger /api/metrics/errors", "jaeger /api/v3/traces", "jaeger /api/v3/traces/{v}",
        "jaeger /api/v3/operations", "jaeger /api/v3/trace-summaries", "tempo /api/traces/{v}", "tempo /api/v2/traces/{v}", "tempo /api/search",
        "tempo /api/search/tags", "tempo /api/v2/search/tags", "tempo /api/search/tag/{v}/values", "tempo /api/v2/search/tag/{v}/values",
        "tempo /api/metrics/query_range", "tempo /api/metrics/query", "ui /api/tta/v1/traces/{v}", "ui /api/tta/v1/traces/{v}.json", "prometheus /api/v1/query_exemplars",
    ];

    private static readonly string[] s_names =
    [
        "service", "operation", "start", "end", "limit", "minDuration", "maxDuration", "tag", "tags", "traceID", "raw", "spanKind", "prettyPrint", "endTs", "lookback", "step",
        "ratePer", "quantile", "groupByOperation", "query.startTimeMin", "query.startTimeMax", "query.serviceName", "query.attributes", "query.durationMin",
        "query.durationMax", "query.searchDepth", "query.rawTraces", "startTime", "endTime", "q", "query", "spss", "since", "exemplars", "scope",
    ];

    private static readonly string[] s_values =
    [
        "", "0", "-1", "1", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "NaN", "Infinity", "1e308", "1.5", "0x10", " ", "\0", "%", "a:b", ":", "a=b",
        "a=\"", "{}", "[]", "null", "{\"a\":1}", "{\"a\":{\"b\":[]}}", "{", "true", "maybe", "shop", "日本語", "<script>", "'; --", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z", "1s", "1h30m", "9999999h", "-5s", TraceId, "00000000000000000000000000000000", "AAAAAAAAAAAAAAAAAKvN7w==", "server",
        "{} | rate()", "{ .a = 1 } >> {}", "{} | quantile_over_time(duration, .5) by (name)", "up", "sum(", ".a", "span.", "resource.\"x", "name", "intrinsic", "(((((((((((", "\u202e", "a\nb",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_combination_of_parameters_is_an_internal_error(int seed)
    {
        var random = new Random(seed);
        var failed = new List<string>();
        for (int i = 0; i < 250; i++)
        {
            string[] target = s_paths[random.Next(s_paths.Length)].Split(' ');
            string path = target[1].Replace("{v}", Uri.EscapeDataString(Pick(s_values)), StringComparison.Ordinal);
            IEnumerable<string> parameters = Enumerable.Range(0, random.Next(6)).Select(_ => $"{Pick(s_names)}={Uri.EscapeDataString(Pick(s_values))}");
            string url = $"{path}?{string.Join('&', parameters)}";
            using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Server.Url(target[0], url));
            request.Headers.Add("Accept", random.Next(4) == 0 ? "application/protobuf" : "application/json");
            using HttpResponseMessage response = await fixture.Server.Client.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
            {
                failed.Add($"{(int)response.StatusCode} {target[0]} {url}");
            }
        }

        Assert.Empty(failed);

        string Pick(string[] from) => from[random.Next(from.Length)];
    }

    public sealed class ServerFixture : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync();
            ulong startNs = OtlpBodies.NowNs() - 1_000_000_000;
            await SentTrace.SendAsync(Server, "shop", SentTrace.Span(TraceId, 1, "buy", startNs, 5_000), SentTrace.Span(TraceId, 2, "pay", startNs, 1_000, parent: 1));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
