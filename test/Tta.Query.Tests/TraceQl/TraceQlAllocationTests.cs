using Tta.Model;
using Tta.Query.TraceQl;
using Tta.TestKit;
using static Tta.Query.Tests.TraceQl.TestSpans;

namespace Tta.Query.Tests.TraceQl;

/// <summary>What runs for every span allocates nothing, once buffers have grown.</summary>
public sealed class TraceQlAllocationTests
{
    private const int SpanCount = 300;

    private static readonly Trace s_trace = CreateTrace();

    [Theory]
    [InlineData("{ span.http.status_code >= 300 && name = `GET` || duration > 1s }")]
    [InlineData("{ .route =~ `/api/[0-4]` && status != error }")]
    [InlineData("{ resource.service.name = `shop` } >> { span.http.status_code = 204 }")]
    [InlineData("{ kind = internal } &~ { .missing = nil }")]
    [InlineData("{ .http.status_code = 200 || .http.status_code = 204 || .http.status_code = 500 } | { !(name = `POST`) }")]
    public void Spans_are_selected_without_allocation(string query)
    {
        Pipeline pipeline = TraceQlRewriter.Rewrite(TraceQlParser.Parse(query)).Pipeline!;
        var evaluator = new PipelineEvaluator(pipeline);
        var view = new TraceView();
        var pool = new SpanSetPool();
        int found = 0;
        double allocated = Allocations.PerCall(() =>
        {
            view.Load(s_trace, int.MaxValue);
            found = evaluator.Run(view, pool).Count;
        });

        Assert.Equal(1, found);
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData("{} | rate() by (name, span.http.status_code)")]
    [InlineData("{} | avg_over_time(duration) by (resource.service.name)")]
    [InlineData("{} | quantile_over_time(duration, 0.9)")]
    public void Spans_are_counted_without_allocation(string query)
    {
        MetricsFunction function = ((MetricsQuery)TraceQlParser.Parse(query).Metrics!).Function;
        var limits = new Limits();
        StepGrid grid = StepGrid.Range(StartNs, StartNs + 60_000_000_000, 10_000_000_000, limits);
        var collector = new GroupCollector(function, grid, limits, new CellBudget(limits), new ExemplarReader([]));
        var view = new TraceView();
        double allocated = Allocations.PerCall(() =>
        {
            view.Load(s_trace, int.MaxValue);
            for (int i = 0; i < view.Count; i++)
            {
                collector.Observe(view, i, Math.Max(0, grid.IndexOf(view[i].StartNs)));
            }
        });

        Assert.Equal(0, allocated);
        Assert.NotEmpty(collector.Series());
    }

    private static Trace CreateTrace()
    {
        var spans = new List<Span>();
        for (ulong i = 1; i <= SpanCount; i++)
        {
            spans.Add(Span(
                1, i, i / 2, i % 3 == 0 ? "POST" : "GET", (long)i * 100, i % 7, status: (SpanStatusCode)(i % 3),
                attributes: [Tag("http.status_code", i % 5 == 0 ? 500 : i % 5 == 1 ? 204 : 200), Tag("route", $"/api/{i % 10}")]));
        }

        return new Trace(spans[0].TraceId, spans, []);
    }
}
