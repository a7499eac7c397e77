using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.TestKit;

namespace Tta.Agent.Tests.SpanMetrics;

public sealed class ServiceGraphTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CollectingAppender _store = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_and_server_make_an_edge_whichever_comes_first(bool clientFirst)
    {
        SpanMetricsGenerator generator = Create();
        Span client = Span("web", 2, 1, SpanKind.Client, 0.3);
        Span server = Span("shop", 3, 2, SpanKind.Server, 0.1, SpanStatusCode.Error);
        generator.Observe(SpanBatches.Of(clientFirst ? client : server));
        Assert.Equal(1, generator.Status.WaitingEdges);
        generator.Observe(SpanBatches.Of(clientFirst ? server : client));
        Assert.Equal((0, 1), (generator.Status.WaitingEdges, generator.Status.EdgeSets));
        await StepAsync(generator);

        const string Edge = "{client=\"web\", server=\"shop\"}";
        Assert.Equal(1, _store["traces_service_graph_request_total" + Edge]);
        Assert.Equal(1, _store["traces_service_graph_request_failed_total" + Edge]);
        Assert.Equal(0.1, _store["traces_service_graph_request_server_seconds_sum" + Edge], 9);
        Assert.Equal(0.3, _store["traces_service_graph_request_client_seconds_sum" + Edge], 9);
        Assert.Equal(1, _store["traces_service_graph_request_server_seconds_bucket{client=\"web\", le=\"0.1\", server=\"shop\"}"]);
        Assert.Equal(0, _store["traces_service_graph_request_client_seconds_bucket{client=\"web\", le=\"0.2\", server=\"shop\"}"]);
        Assert.Equal(1, _store["traces_service_graph_request_client_seconds_bucket{client=\"web\", le=\"+Inf\", server=\"shop\"}"]);
    }

    [Fact]
    public async Task Producer_and_consumer_are_joined_by_a_messaging_system()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(Span("a", 2, 1, SpanKind.Producer), Span("b", 3, 2, SpanKind.Consumer)));
        await StepAsync(generator);
        Assert.Equal(1, _store["traces_service_graph_request_total{client=\"a\", connection_type=\"messaging_system\", server=\"b\"}"]);
        Assert.Equal(0, _store["traces_service_graph_request_failed_total{client=\"a\", connection_type=\"messaging_system\", server=\"b\"}"]);
    }

    [Fact]
    public async Task A_database_needs_no_span_of_its_own()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(
            Span("a", 2, 1, SpanKind.Client, attributes: [("db.system", "postgresql"), ("db.namespace", "orders")]),
            Span("a", 3, 1, SpanKind.Client, attributes: [("db.system.name", "redis")]),
            Span("a", 4, 1, SpanKind.Client, attributes: [("db.namespace", "orders"), ("server.address", "db.example")])));
        Assert.Equal(0, generator.Status.WaitingEdges);
        await StepAsync(generator);
        Assert.Equal(1, _store["traces_service_graph_request_total{client=\"a\", connection_type=\"database\", server=\"orders\"}"]);
        Assert.Equal(1, _store["traces_service_graph_request_server_seconds_count{client=\"a\", connection_type=\"database\", server=\"redis\"}"]);
        Assert.Equal(1, _store["traces_service_graph_request_total{client=\"a\", connection_type=\"database\", server=\"db.example\"}"]);
    }

    [Fact]
    public async Task A_request_from_outside_comes_from_the_user()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(Span("web", 1, 0, SpanKind.Server), Span("web", 2, 0, SpanKind.Server, attributes: [("peer.service", "partner")])));
        await StepAsync(generator);
        Assert.Equal(1, _store["traces_service_graph_request_total{client=\"partner\", connection_type=\"virtual_node\", server=\"web\"}"]);
        Assert.Equal(1, _store["traces_service_graph_request_total{client=\"user\", connection_type=\"virtual_node\", server=\"web\"}"]);
        Assert.Equal(0, _store["traces_service_graph_request_client_seconds_count{client=\"user\", connection_type=\"virtual_node\", server=\"web\"}"]);
    }

    [Fact]
    public async Task A_client_whose_server_never_reports_leads_to_the_peer_it_names()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(Span("a", 2, 1, SpanKind.Client, attributes: [("server.address", "api.example"), ("gen_ai.provider.name", "openai")])));
        await StepAsync(generator, TimeSpan.FromSeconds(9));
        Assert.Equal(1, generator.Status.WaitingEdges);
        await StepAsync(generator, TimeSpan.FromSeconds(1));
        Assert.Equal(0, generator.Status.WaitingEdges);
        Assert.Equal(1, _store["traces_service_graph_request_total{client=\"a\", connection_type=\"virtual_node\", server=\"openai\"}"]);
    }

    [Fact]
    public async Task Sides_that_stay_alone_are_counted()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(Span("a", 2, 1, SpanKind.Client), Span("b", 9, 8, SpanKind.Server), Span("b", 11, 10, SpanKind.Server)));
        await StepAsync(generator);
        Assert.Equal(1, _store["traces_service_graph_unpaired_spans_total{client=\"a\"}"]);
        Assert.Equal(2, _store["traces_service_graph_unpaired_spans_total{server=\"b\"}"]);
        Assert.Equal(0, generator.Status.EdgeSets);
    }

    [Fact]
    public async Task Too_many_waiting_sides_are_dropped_and_counted()
    {
        SpanMetricsGenerator generator = Create(maxWaiting: 2);
        generator.Observe(SpanBatches.Of(Span("a", 2, 1, SpanKind.Client), Span("a", 3, 1, SpanKind.Client), Span("a", 4, 1, SpanKind.Client)));
        generator.Observe(SpanBatches.Of(Span("b", 20, 2, SpanKind.Server)));
        generator.Observe(SpanBatches.Of(Span("a", 5, 1, SpanKind.Client)));
        await StepAsync(generator, TimeSpan.FromSeconds(1));
        Assert.Equal(1, _store["traces_service_graph_dropped_spans_total{client=\"a\"}"]);
        Assert.Equal(1, _store["traces_service_graph_request_total{client=\"a\", server=\"b\"}"]);
        Assert.Equal(2, generator.Status.WaitingEdges);
    }

    [Fact]
    public async Task The_same_span_sent_twice_waits_once()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(Span("a", 2, 1, SpanKind.Client)));
        generator.Observe(SpanBatches.Of(Span("a", 2, 1, SpanKind.Client)));
        generator.Observe(SpanBatches.Of(Span("b", 3, 2, SpanKind.Server)));
        await StepAsync(generator);
        Assert.Equal(1, _store["traces_service_graph_request_total{client=\"a\", server=\"b\"}"]);
    }

    [Fact]
    public async Task Edges_are_those_of_a_plain_join_whatever_the_order()
    {
        var random = new Random(20261120);
        var spans = new List<Span>();
        var expected = new Dictionary<string, double>(StringComparer.Ordinal);
        for (ulong call = 1; call <= 400; call++)
        {
            string client = $"s{random.Next(5)}";
            string server = $"s{random.Next(5)}";
            spans.Add(Span(client, call * 2, 1, SpanKind.Client));
            spans.Add(Span(server, (call * 2) + 1, call * 2, SpanKind.Server));
            string edge = $"traces_service_graph_request_total{{client=\"{client}\", server=\"{server}\"}}";
            expected[edge] = expected.GetValueOrDefault(edge) + 1;
        }

        Span[] shuffled = [.. spans];
        random.Shuffle(shuffled);
        SpanMetricsGenerator generator = Create();
        foreach (Span[] part in shuffled.Chunk(37))
        {
            generator.Observe(SpanBatches.Of(part));
        }

        await StepAsync(generator);
        Assert.Equal(
            expected.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            _store.Values.Where(pair => pair.Key.StartsWith("traces_service_graph_request_total", StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(0, generator.Status.WaitingEdges);
    }

    private SpanMetricsGenerator Create(int maxWaiting = 10_000) =>
        new(new SpanMetricsOptions { TimeProvider = _time, MaxWaitingEdges = maxWaiting }, _store);

    private async Task StepAsync(SpanMetricsGenerator generator, TimeSpan? length = null)
    {
        _time.Advance(length ?? TimeSpan.FromSeconds(15));
        await generator.RunOnceAsync(CancellationToken.None);
    }

    private Span Span(
        string service, ulong id, ulong parent, SpanKind kind, double seconds = 0.05, SpanStatusCode status = SpanStatusCode.Unset,
        params (string Key, string Value)[] attributes) =>
        SpanBatches.Span(
            service, "op", id, parent, kind, seconds, (_time.GetUtcNow().ToUnixTimeMilliseconds() - 1000) * 1_000_000, status, attributes: attributes);
}
