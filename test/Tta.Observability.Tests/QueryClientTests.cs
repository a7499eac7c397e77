using System.Net;
using System.Net.Sockets;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

public sealed class QueryClientTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public async Task Prometheus_vectors_matrices_and_scalars_are_read()
    {
        await using var server = new FakeReceiver();
        using var client = new PrometheusClient(server.Address);

        server.Answer = """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"a b"},"value":[1767323045.678,"1.5"]},{"metric":{},"value":[1,"NaN"]}]},"warnings":["w"]}""";
        MetricResult vector = await client.QueryAsync("up{job=\"a b\"}", s_start);
        server.Answer = """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"1"},"values":[[1,"1"],[2,"+Inf"],[3,"-Inf"]]}]}}""";
        MetricResult matrix = await client.QueryRangeAsync("rate(x[5m])", s_start, s_start.AddMinutes(1), TimeSpan.FromSeconds(15));
        server.Answer = """{"status":"success","data":{"resultType":"scalar","result":[7,"42"]}}""";
        MetricResult scalar = await client.QueryAsync("42");

        Assert.Equal("/api/v1/query?query=up%7Bjob%3D%22a%20b%22%7D&time=1767323045.678", server.Requests[0].Path);
        Assert.Equal("/api/v1/query_range?query=rate%28x%5B5m%5D%29&start=1767323045.678&end=1767323105.678&step=15", server.Requests[1].Path);
        Assert.Equal("vector", vector.Type);
        Assert.Equal(["w"], vector.Warnings);
        Assert.Equal("a b", vector.Series[0].Labels["job"]);
        Assert.Equal(new MetricSample(s_start, 1.5), Assert.Single(vector.Series[0].Samples));
        Assert.Equal(double.NaN, vector.Series[1].Samples[0].Value);
        Assert.Equal([1, double.PositiveInfinity, double.NegativeInfinity], matrix.Series[0].Samples.Select(sample => sample.Value));
        Assert.Equal(42, Assert.Single(Assert.Single(scalar.Series).Samples).Value);
    }

    [Fact]
    public async Task Prometheus_series_and_labels_are_listed()
    {
        await using var server = new FakeReceiver();
        using var client = new PrometheusClient(server.Address);

        server.Answer = """{"status":"success","data":[{"__name__":"up","job":"a"}]}""";
        IReadOnlyDictionary<string, string> series = Assert.Single(await client.GetSeriesAsync("{job=\"a\"}"));
        server.Answer = """{"status":"success","data":["a","b"]}""";

        Assert.Equal("up", series["__name__"]);
        Assert.Equal(["a", "b"], await client.GetLabelNamesAsync());
        Assert.Equal(["a", "b"], await client.GetLabelValuesAsync("job"));
        Assert.Equal("/api/v1/label/job/values", server.Requests[^1].Path);
    }

    [Fact]
    public async Task A_refused_query_tells_the_servers_words()
    {
        await using var server = new FakeReceiver { Answer = """{"status":"error","errorType":"bad_data","error":"1:5: parse error"}""" };
        server.Statuses.Enqueue(400);
        using var client = new PrometheusClient(server.Address);

        var refused = await Assert.ThrowsAsync<QueryException>(() => client.QueryAsync("up{"));

        Assert.Equal((HttpStatusCode.BadRequest, "bad_data"), (refused.StatusCode, refused.ErrorType));
        Assert.Contains("1:5: parse error", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>gateway</html>", 502, "502")]
    [InlineData("<html>fine</html>", 200, "html")]
    [InlineData("{\"status\":\"success\"}", 200, "form")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"x\"]}]}}", 200, "form")]
    public async Task Answers_of_another_kind_are_errors_that_say_so(string answer, int status, string expected)
    {
        await using var server = new FakeReceiver { Answer = answer };
        server.Statuses.Enqueue(status);
        using var client = new PrometheusClient(server.Address);

        Assert.Contains(expected, (await Assert.ThrowsAsync<QueryException>(() => client.QueryAsync("up"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_the_remedy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = new PrometheusClient(new Uri($"http://127.0.0.1:{port}"));

        string message = (await Assert.ThrowsAsync<QueryException>(() => client.QueryAsync("up"))).Message;
        Assert.Contains($"http://127.0.0.1:{port}", message, StringComparison.Ordinal);
        Assert.Contains("tta up", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_its_cancellation()
    {
        await using var server = new FakeReceiver();
        server.Hold();
        using var client = new PrometheusClient(server.Address);
        using var giveUp = new CancellationTokenSource();
        Task<MetricResult> query = client.QueryAsync("up", cancellationToken: giveUp.Token);
        await server.WaitForAsync(_ => true);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
    }

    [Fact]
    public async Task Jaeger_traces_are_found_and_read()
    {
        await using var server = new FakeReceiver
        {
            Answer = """
                {"data":[{"traceID":"0af7","spans":[
                  {"traceID":"0af7","spanID":"01","operationName":"primitive.Root","references":[],"startTime":1767323045678000,"duration":1500,"tags":[],"processID":"p1"},
                  {"traceID":"0af7","spanID":"02","operationName":"primitive.Child","references":[{"refType":"FOLLOWS_FROM","traceID":"x","spanID":"09"},{"refType":"CHILD_OF","traceID":"0af7","spanID":"01"}],
                   "startTime":1767323045678100,"duration":100,"tags":[{"key":"error","type":"bool","value":true},{"key":"n","type":"int64","value":7},{"key":"persona","type":"string","value":"a"}],"processID":"p1"}],
                 "processes":{"p1":{"serviceName":"tta-dev-main","tags":[]}}}],"errors":null}
                """,
        };
        using var client = new JaegerClient(server.Address);

        JaegerTrace trace = Assert.Single(await client.FindTracesAsync(new JaegerQuery
        {
            Service = "tta-dev-main",
            Operation = "primitive.Root",
            Start = s_start,
            MinDuration = TimeSpan.FromMilliseconds(1.5),
            Tags = new Dictionary<string, string> { ["persona"] = "a" },
            Limit = 5,
        }));

        Assert.Equal("/api/traces?service=tta-dev-main&operation=primitive.Root&start=1767323045678000&minDuration=1500us&limit=5&tag=persona%3Aa", server.Requests[0].Path);
        JaegerSpan child = trace.Spans[1];
        Assert.Null(trace.Spans[0].ParentSpanId);
        Assert.Equal(("01", "tta-dev-main", "7", "a", true), (child.ParentSpanId, child.ServiceName, child.Tags["n"], child.Tags["persona"], child.IsError));
        Assert.Equal((s_start.AddMicroseconds(100), TimeSpan.FromMicroseconds(100)), (child.Start, child.Duration));
    }

    [Theory]
    [InlineData(404, "404 page not found")]
    [InlineData(200, "<!doctype html><title>Jaeger UI</title>")]
    public async Task A_jaeger_without_searches_of_version_1_is_asked_in_version_3(int status, string unknown)
    {
        await using var server = new FakeReceiver { AnswerTo = request => request.Path.Split('?')[0] switch
        {
            "/api/v3/services" => """{"services":["a b"]}""",
            "/api/v3/operations" => """{"operations":[{"name":"x","spanKind":"server"},{"name":"x","spanKind":"client"},{"name":"y","spanKind":"server"}]}""",
            "/api/v3/trace-summaries" => """{"summaries":[{"traceId":"01","minStartTimeUnixNano":"9"},{"traceId":"02","minStartTimeUnixNano":"10"}]}""",
            "/api/traces/01" or "/api/traces/02" => $$$"""{"data":[{"traceID":"{{{request.Path[^2..]}}}","spans":[],"processes":{}}]}""",
            _ => unknown,
        } };
        using var client = new JaegerClient(server.Address);

        server.Statuses.Enqueue(status);
        Assert.Equal(["a b"], await client.GetServicesAsync());
        server.Statuses.Enqueue(status);
        Assert.Equal(["x", "y"], await client.GetOperationsAsync("a b"));
        server.Statuses.Enqueue(status);
        IReadOnlyList<JaegerTrace> traces = await client.FindTracesAsync(new JaegerQuery
        {
            Service = "a b",
            Operation = "x",
            End = s_start,
            MinDuration = TimeSpan.FromMilliseconds(1.5),
            Tags = new Dictionary<string, string> { ["persona"] = "a\"b" },
            Limit = 5,
        });

        Assert.Equal(["02", "01"], traces.Select(trace => trace.TraceId));
        Assert.Equal(
            "/api/v3/trace-summaries?query.serviceName=a%20b&query.operationName=x&query.startTimeMin=2025-12-31T03%3A04%3A05.6780000Z&query.startTimeMax=2026-01-02T03%3A04%3A05.6780000Z"
            + "&query.durationMin=1500us&query.searchDepth=5&query.attributes=%7B%22persona%22%3A%22a%5Cu0022b%22%7D",
            Assert.Single(server.Requests, request => request.Path.StartsWith("/api/v3/trace-summaries", StringComparison.Ordinal)).Path);
    }

    [Fact]
    public async Task A_server_that_refuses_a_search_of_version_3_tells_why()
    {
        await using var server = new FakeReceiver { AnswerTo = request => request.Path.StartsWith("/api/v3/", StringComparison.Ordinal) ? """{"error":{"httpCode":400,"message":"too old"}}""" : "" };
        server.Statuses.Enqueue(404);
        server.Statuses.Enqueue(400);
        using var client = new JaegerClient(server.Address);

        var refused = await Assert.ThrowsAsync<QueryException>(() => client.FindTracesAsync(new JaegerQuery { Service = "a" }));

        Assert.Contains("too old", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_is_not_there_is_null()
    {
        await using var server = new FakeReceiver { Answer = """{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}""" };
        server.Statuses.Enqueue(404);
        using var client = new JaegerClient(server.Address);

        Assert.Null(await client.GetTraceAsync("0af7"));
    }

    [Fact]
    public async Task Loki_lines_and_numbers_are_read()
    {
        await using var server = new FakeReceiver();
        using var client = new LokiClient(server.Address);
        const string Lines = """{"status":"success","data":{"resultType":"streams","result":[{"stream":{"service_name":"a"},"values":[["1767323045678000100","hello"]]}]}}""";
        const string Numbers = """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"1"},"values":[[1,"0.5"]]}]}}""";

        server.Answer = Lines;
        LogStream stream = Assert.Single(await client.QueryRangeAsync("{a=\"b\"}", s_start, s_start.AddSeconds(1), limit: 10));
        await Assert.ThrowsAsync<QueryException>(() => client.QueryMetricRangeAsync("{a=\"b\"}", s_start, s_start, TimeSpan.FromSeconds(1)));
        server.Answer = Numbers;
        MetricResult numbers = await client.QueryMetricRangeAsync("rate({a=\"b\"}[1m])", s_start, s_start, TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<QueryException>(() => client.QueryRangeAsync("rate({a=\"b\"}[1m])", s_start, s_start));

        Assert.Equal("/loki/api/v1/query_range?query=%7Ba%3D%22b%22%7D&start=1767323045678000000&end=1767323046678000000&limit=10&direction=backward", server.Requests[0].Path);
        Assert.Equal("a", stream.Labels["service_name"]);
        Assert.Equal(new LogEntry(s_start.AddTicks(1), "hello"), Assert.Single(stream.Entries));
        Assert.Equal(0.5, numbers.Series[0].Samples[0].Value);
    }
}
