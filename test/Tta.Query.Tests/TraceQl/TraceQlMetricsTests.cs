using System.Globalization;
using Tta.Model;
using Tta.Query.TraceQl;
using static Tta.Query.Tests.TraceQl.TestSpans;

namespace Tta.Query.Tests.TraceQl;

public sealed class TraceQlMetricsTests
{
    private const long MinuteNs = 60_000_000_000;

    // Steps of a minute end at 0, 1, 2, 3; a span at a boundary belongs to the step that ends there.
    private static readonly Span[] s_spans =
    [
        Span(1, 1, name: "a", startMs: 60_000, durationMs: 100, service: "x", attributes: [Tag("size", 3), Tag("cost", 0.5)]),
        Span(1, 2, 1, "b", 60_001, 300, "y", SpanStatusCode.Error, attributes: [Tag("size", 5)]),
        Span(1, 3, 1, "b", 90_000, 500, "y", attributes: [Tag("size", 9), Tag("cost", 2.0)]),
        Span(1, 4, 1, "c", 179_999, 700, "y"),
    ];

    [Theory]
    [InlineData("{} | count_over_time()", "count_over_time{}: 0 1 2 1")]
    [InlineData("{} | rate()", "rate{}: 0 0.0167 0.0333 0.0167")]
    [InlineData("{ name = `b` } | count_over_time() by (status)", "{status=unset}: 0 0 1 0 / {status=error}: 0 0 1 0")]
    [InlineData("{} | min_over_time(duration)", "min_over_time{}: - 0.1 0.3 0.7")]
    [InlineData("{} | max_over_time(span:duration) by (resource.service.name)", "{resource.service.name=x}: - 0.1 - - / {resource.service.name=y}: - - 0.5 0.7")]
    [InlineData("{} | sum_over_time(.size)", "sum_over_time{}: - 3 14 -")]
    [InlineData("{} | avg_over_time(.size) by (name)", "{name=a}: - 3 - - / {name=b}: - - 7 -")]
    [InlineData("{} | avg_over_time(traceDuration)", "avg_over_time{}: - 120.699 120.699 120.699")]
    [InlineData("{} | count_over_time() by (.size)", "{.size=nil}: 0 0 0 1 / {.size=3}: 0 1 0 0 / {.size=5}: 0 0 1 0 / {.size=9}: 0 0 1 0")]
    [InlineData("{} | count_over_time() by (.size, name)", "{.size=3,name=a}: 0 1 0 0 / {.size=5,name=b}: 0 0 1 0 / {.size=9,name=b}: 0 0 1 0 / {name=c}: 0 0 0 1")]
    [InlineData("{} | histogram_over_time(.size)", "{__bucket=4}: 0 1 0 0 / {__bucket=8}: 0 0 1 0 / {__bucket=16}: 0 0 1 0")]
    [InlineData("{ name = `a` } | histogram_over_time(duration)", "{__bucket=0.134217728}: 0 1 0 0")]
    [InlineData("{} | histogram_over_time(.cost)", "{__bucket=0.5}: 0 1 0 0 / {__bucket=2}: 0 0 1 0")]
    [InlineData("{} | quantile_over_time(.size, 0.5, 1) by (name)", "{name=a,p=0.5}: 0 4 0 0 / {name=a,p=1}: 0 4 0 0 / {name=b,p=0.5}: 0 0 8 0 / {name=b,p=1}: 0 0 16 0")]
    [InlineData("({} | rate()) * 60", "rate{}: 0 1 2 1")]
    [InlineData("10 - ({} | count_over_time())", "count_over_time{}: 10 9 8 9")]
    [InlineData("({} | count_over_time()) / ({} | rate())", "(count_over_time / rate){}: - 60 60 60")]
    [InlineData("({ status = error } | count_over_time()) / ({} | count_over_time())", "(count_over_time / count_over_time){}: - 0 0.5 0")]
    [InlineData("({} | count_over_time() by (name)) / ({} | count_over_time())", "{name=a}: - 1 0 0 / {name=b}: - 0 1 0 / {name=c}: - 0 0 1")]
    [InlineData("({} | count_over_time() by (name)) - ({ name = `b` } | count_over_time() by (name))", "{name=b}: 0 0 0 0")]
    [InlineData("{} | count_over_time() by (name) | topk(1)", "{name=a}: 0 1 - - / {name=b}: - - 2 - / {name=c}: - - - 1")]
    [InlineData("{} | count_over_time() by (name) | bottomk(1)", "{name=b}: - - - 0 / {name=c}: 0 0 0 -")]
    [InlineData("{} | count_over_time() by (name) > 1", "{name=b}: - - 2 -")]
    [InlineData("{} | max_over_time(duration) > 300ms", "max_over_time{}: - - 0.5 0.7")]
    [InlineData("({} | count_over_time() by (name) > 0 | topk(1)) * 2", "{name=a}: - 2 - - / {name=b}: - - 4 - / {name=c}: - - - 2")]
    [InlineData("{ name = `a` } > {} | count_over_time()", "count_over_time{}: 0 0 2 1")]
    [InlineData("{} | by(name) | count() > 1 | count_over_time()", "count_over_time{}: 0 0 2 0")]
    [InlineData("{ false } | count_over_time()", "count_over_time{}: 0 0 0 0")]
    [InlineData("{ false } | count_over_time() by (name)", "")]
    [InlineData("{ false } | sum_over_time(.size)", "")]
    public async Task Range_query_gives_the_series(string query, string expected)
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_spans));
        TraceQlMetricsResult result = await engine.QueryRangeAsync(query, StartNs, StartNs + (3 * MinuteNs), MinuteNs, exemplars: 0);
        Assert.Equal(expected, string.Join(" / ", result.Series.Select(Describe)));
    }

    [Theory]
    [InlineData("{} | count_over_time()", "count_over_time{}: 3")]
    [InlineData("{} | rate()", "rate{}: 0.025")]
    [InlineData("{} | count_over_time() by (name) | topk(1)", "{name=b}: 2")]
    public async Task Instant_query_gives_one_value_over_the_range(string query, string expected)
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_spans));
        TraceQlMetricsResult result = await engine.QueryInstantAsync(query, StartNs + MinuteNs, StartNs + (3 * MinuteNs));
        Assert.Equal(expected, string.Join(" / ", result.Series.Select(s => $"{Labels(s)}: {Number(Assert.Single(s.Samples).Value)}")));
        Assert.All(result.Series, s => Assert.Equal((StartNs + (3 * MinuteNs)) / 1_000_000, s.Samples[0].TimestampMs));
    }

    [Fact]
    public async Task Range_is_widened_to_whole_steps()
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_spans));
        TraceQlMetricsResult result = await engine.QueryRangeAsync("{} | count_over_time()", StartNs + 1, StartNs + MinuteNs + 1, MinuteNs, 0);
        Assert.Equal([0, 1, 2], result.Series[0].Samples.Select(s => (s.TimestampMs - (StartNs / 1_000_000)) / 60_000));
        Assert.Equal([0, 1, 2], result.Series[0].Samples.Select(s => s.Value));
    }

    [Fact]
    public async Task Compare_counts_values_of_selected_spans_and_others()
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_spans));
        TraceQlMetricsResult result = await engine.QueryInstantAsync(
            "{} | compare({ status = error }, 1)", StartNs, StartNs + (3 * MinuteNs));

        Dictionary<string, double> series = result.Series.ToDictionary(Labels, s => s.Samples[0].Value, StringComparer.Ordinal);
        Assert.Equal(1, series["{__meta_type=selection,name=b}"]);
        Assert.Equal(1, series["{__meta_type=selection_total,name=nil}"]);
        Assert.Equal(2, series["{__meta_type=baseline,resource.service.name=y}"]);
        Assert.Equal(3, series["{__meta_type=baseline_total,resource.service.name=nil}"]);
        Assert.Contains("{__meta_error=__too_many_values__,name=nil}", series.Keys);
        Assert.Equal(1, series["{__meta_type=selection,span.size=5}"]);
        Assert.DoesNotContain("{__meta_type=baseline,resource.service.name=x}", series.Keys);
    }

    [Fact]
    public async Task Compare_selects_within_its_window_alone()
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_spans));
        long from = StartNs + MinuteNs;
        string query = string.Create(CultureInfo.InvariantCulture, $"{{}} | compare({{ true }}, 10, {from}, {from + 1_000_000})");
        TraceQlMetricsResult result = await engine.QueryInstantAsync(query, StartNs, StartNs + (3 * MinuteNs));
        Dictionary<string, double> series = result.Series.ToDictionary(Labels, s => s.Samples[0].Value, StringComparer.Ordinal);
        Assert.Equal(1, series["{__meta_type=selection_total,name=nil}"]);
        Assert.Equal(3, series["{__meta_type=baseline_total,name=nil}"]);
    }

    [Fact]
    public async Task Exemplars_are_spans_behind_the_values()
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_spans).Add(Span(2, 9, name: "z", startMs: 61_000, durationMs: 250)));

        TraceQlMetricsResult measured = await engine.QueryRangeAsync(
            "{ name != `a` } | max_over_time(duration)", StartNs, StartNs + (3 * MinuteNs), MinuteNs, exemplars: 10);
        TraceQlMetricsResult counted = await engine.QueryRangeAsync(
            "{ name = `b` } | rate() with (exemplars=1)", StartNs, StartNs + (3 * MinuteNs), MinuteNs, exemplars: 10);
        TraceQlMetricsResult none = await engine.QueryRangeAsync("{} | rate()", StartNs, StartNs + (3 * MinuteNs), MinuteNs, exemplars: 0);

        Assert.Equal([(60_001, 0.3), (61_000, 0.25)], measured.Series[0].Exemplars.Select(e => (e.TimestampMs - (StartNs / 1_000_000), e.Value)));
        Assert.Contains(Tag("trace:id", "00000000000000000000000000000002"), measured.Series[0].Exemplars[1].Labels);
        Assert.Contains(Tag("name", "z"), measured.Series[0].Exemplars[1].Labels);
        Assert.Equal(2 / 60.0, Assert.Single(counted.Series[0].Exemplars).Value, 6);
        Assert.Empty(none.Series[0].Exemplars);
    }

    [Fact]
    public async Task Series_beyond_the_limit_are_left_out_and_said()
    {
        var options = new TraceQlOptions { Limits = new Limits { MaxTraceSeries = 2 } };
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_spans), options);
        TraceQlMetricsResult result = await engine.QueryInstantAsync("{} | rate() by (name)", StartNs, StartNs + (3 * MinuteNs));
        Assert.Equal(2, result.Series.Count);
        Assert.True(result.Truncated);
        Assert.Contains("limits.max_trace_series", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 10, 1, "end must be greater")]
    [InlineData(1, 10, 0, "step required")]
    [InlineData(1, long.MaxValue, 1_000, "limits.max_query_points")]
    public async Task Ranges_that_cannot_be_answered_are_refused(long startNs, long endNs, long stepNs, string message)
    {
        using var engine = new TraceQlEngine(new InMemoryTraces());
        TraceQlExecutionException e = await Assert.ThrowsAsync<TraceQlExecutionException>(
            () => engine.QueryRangeAsync("{} | rate()", startNs, endNs, stepNs, 0));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_go_to_the_endpoint_that_is_theirs()
    {
        using var engine = new TraceQlEngine(new InMemoryTraces());
        await Assert.ThrowsAsync<TraceQlExecutionException>(() => engine.SearchAsync("{} | rate()", 0, 1, 1, 1));
        await Assert.ThrowsAsync<TraceQlExecutionException>(() => engine.QueryInstantAsync("{}", 0, 1));
        Assert.True(TraceQlEngine.IsMetricsQuery("({} | rate()) * 2"));
        Assert.False(TraceQlEngine.IsMetricsQuery("{}"));
    }

    [Theory]
    [InlineData(3600, 15)]
    [InlineData(86_400, 300)]
    [InlineData(30, 0.1)]
    [InlineData(300, 1)]
    public void Default_step_gives_about_240_steps(long seconds, double expectedSeconds) =>
        Assert.Equal(expectedSeconds, TraceQlEngine.DefaultStepNs(0, seconds * 1_000_000_000) / 1e9);

    private static string Describe(TraceQlSeries series)
    {
        string[] values = ["-", "-", "-", "-"];
        foreach (TraceQlSample sample in series.Samples)
        {
            values[(sample.TimestampMs - (StartNs / 1_000_000)) / 60_000] = Number(sample.Value);
        }

        return $"{Labels(series)}: {string.Join(' ', values)}";
    }

    private static string Labels(TraceQlSeries series)
    {
        string name = series.Labels.FirstOrDefault(l => l.Key == "__name__").Value.ToText();
        return name + "{" + string.Join(',', series.Labels.Where(l => l.Key != "__name__").Select(l => $"{l.Key}={l.Value}")) + "}";
    }

    private static string Number(double value) => Math.Round(value, value < 0.1 ? 4 : 9).ToString("R", CultureInfo.InvariantCulture);
}
