using Tta.Model;
using Tta.Query.TraceQl;
using static Tta.Query.Tests.TraceQl.TestSpans;

namespace Tta.Query.Tests.TraceQl;

public sealed class TraceQlSearchTests
{
    // root 1 ─ 2 ─ 4
    //        └ 3     and 6 below 5, which is not stored.
    private static readonly Span[] s_tree =
    [
        Span(1, 1, name: "GET /", startMs: 0, durationMs: 100, kind: SpanKind.Server),
        Span(1, 2, 1, "auth", 10, 20, "users", attributes: [Tag("http.status_code", 200), Tag("ok", true), Tag("ratio", 2.0)]),
        Span(1, 3, 1, "query", 40, 50, "db", SpanStatusCode.Error, SpanKind.Client, [Tag("db.system", "postgres"), Tags("tables", "a", "b")]),
        Span(1, 4, 2, "token", 15, 5, "users", attributes: [Tag("http.status_code", 500)], resource: [Tag("zone", "eu")]),
        Span(1, 6, 5, "late", 90, 20, "queue", events:
        [
            new SpanEvent(StartNs + 95_000_000, "exception", [Tag("type", "IOError")]),
            new SpanEvent(StartNs + 100_000_000, "retry", [Tag("type", "Timeout")]),
        ]),
    ];

    [Theory]
    [InlineData("{}", "1 2 3 4 6")]
    [InlineData("{ name = `auth` }", "2")]
    [InlineData("{ .http.status_code >= 200 }", "2 4")]
    [InlineData("{ span.http.status_code != 200 }", "4")]
    [InlineData("{ .ok }", "2")]
    [InlineData("{ !.ok }", "")]
    [InlineData("{ .ok = nil }", "1 3 4 6")]
    [InlineData("{ .ratio = 2 && .http.status_code = 200.0 }", "2")]
    [InlineData("{ resource.zone = `eu` || status = error }", "3 4")]
    [InlineData("{ .zone = `eu` }", "4")]
    [InlineData("{ span.zone = `eu` }", "")]
    [InlineData("{ kind = client }", "3")]
    [InlineData("{ duration > 15ms && duration <= 50ms }", "2 3 6")]
    [InlineData("{ traceDuration = 110ms && rootName =~ `GET.*` && rootServiceName = `shop` }", "1 2 3 4 6")]
    [InlineData("{ .tables = `a` }", "3")]
    [InlineData("{ .tables != `a` }", "")]
    [InlineData("{ .tables =~ `[bc]` }", "3")]
    [InlineData("{ .tables !~ `c.*` }", "3")]
    [InlineData("{ event.type = `Timeout` }", "6")]
    [InlineData("{ event:name = `exception` && event:timeSinceStart < 6ms }", "6")]
    [InlineData("{ event.type != `Timeout` }", "")]
    [InlineData("{ span:childCount = 2 }", "1")]
    [InlineData("{ childCount = 2 }", "1")]
    [InlineData("{ nestedSetParent < 0 }", "1")]
    [InlineData("{ span:id = `0000000000000003` || trace:id = `0002` }", "3")]
    [InlineData("{ trace:id = `01` && span:parentID = `` }", "1")]
    [InlineData("{ instrumentation:name = `lib` && instrumentation:version != `2` && name = `late` }", "6")]
    [InlineData("{ .http.status_code + 300 = 500 }", "2")]
    [InlineData("{ .http.status_code / 0 = 1 || name = `late` }", "6")]
    [InlineData("{ name = `GET /` } > {}", "2 3")]
    [InlineData("{ name = `GET /` } >> {}", "2 4 3")]
    [InlineData("{ name = `token` } << {}", "1 2")]
    [InlineData("{ name = `token` } < {}", "2")]
    [InlineData("{ name = `auth` } ~ {}", "3")]
    [InlineData("{} ~ {}", "2 3")]
    [InlineData("{} !> {}", "1 6")]
    [InlineData("{ name = `GET /` } !>> {}", "1 6")]
    [InlineData("{} !< {}", "4 3 6")]
    [InlineData("{ name = `nothing` } !~ { name = `auth` }", "2")]
    [InlineData("{ name = `GET /` } &> { status = error }", "1 3")]
    [InlineData("{ name = `GET /` } &>> { name = `token` }", "1 4")]
    [InlineData("{ name = `token` } &<< { name = `GET /` }", "1 4")]
    [InlineData("{ name = `auth` } &~ { name = `query` }", "2 3")]
    [InlineData("{ name = `auth` } && { name = `query` }", "2 3")]
    [InlineData("{ name = `auth` } && { name = `nothing` }", "")]
    [InlineData("{ name = `auth` } || { name = `nothing` }", "2")]
    [InlineData("{ name = `GET /` } >> { name = `auth` } > {}", "4")]
    [InlineData("({ name = `auth` } | count() = 1) && ({ status = error } | count() = 1)", "2 3")]
    [InlineData("{ .http.status_code > 0 } | avg(.http.status_code) = 350", "2 4")]
    [InlineData("{ .http.status_code > 0 } | max(.http.status_code) > 500", "")]
    [InlineData("{} | count() > 4 | { status = error }", "3")]
    [InlineData("{} | sum(duration) = 195ms", "1 2 4 3 6")]
    [InlineData("{} | by(resource.service.name) | count() = 2 | coalesce()", "2 4")]
    public async Task Search_finds_the_spans(string query, string expected)
    {
        TraceQlSearchResult result = await SearchAsync(query);
        IEnumerable<string> ids = result.Traces.SelectMany(t => t.SpanSets).SelectMany(s => s.Spans).Select(s => $"{s.SpanId.Value:x}");
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), ids.Order());
    }

    [Fact]
    public async Task Long_chains_of_conditions_are_answered()
    {
        string condition = string.Join(" && ", Enumerable.Range(0, 990).Select(i => i % 2 == 0 ? "name = `auth`" : "duration < 1h"));
        TraceQlSearchResult result = await SearchAsync($"{{ {condition} }}");
        Assert.Equal("0000000000000002", Assert.Single(result.Traces[0].SpanSets[0].Spans).SpanId.ToString());
    }

    [Fact]
    public async Task Search_describes_trace_and_spans()
    {
        TraceQlSearchResult result = await SearchAsync("{ .http.status_code > 0 } | by(resource.service.name) | count() > 1 | select(name, status, .zone)");

        TraceQlTrace trace = Assert.Single(result.Traces);
        Assert.Equal(("shop", "GET /"), (trace.RootServiceName, trace.RootTraceName));
        Assert.Equal((StartNs, 110_000_000), (trace.StartNs, trace.DurationNs));
        Assert.Equal(new TraceQlServiceStats(1, 1), trace.ServiceStats["db"]);
        Assert.Equal(new TraceQlServiceStats(2, 0), trace.ServiceStats["users"]);
        TraceQlSpanSet set = Assert.Single(trace.SpanSets);
        Assert.Equal(2, set.Matched);
        Assert.Equal([Tag("by(resource.service.name)", "users"), Tag("count()", 2)], set.Attributes);
        Assert.Equal(["auth", "token"], set.Spans.Select(s => s.Name));
        Assert.Equal([Tag("http.status_code", 200), Tag("service.name", "users"), Tag("status", "unset")], set.Spans[0].Attributes);
        Assert.Equal([Tag("http.status_code", 500), Tag("service.name", "users"), Tag("status", "unset"), Tag("zone", "eu")], set.Spans[1].Attributes);
        Assert.Equal((1, 5), (result.Statistics.InspectedTraces, result.Statistics.InspectedSpans));
    }

    [Fact]
    public async Task Search_stops_at_its_limit_newest_first()
    {
        var source = new InMemoryTraces();
        for (ulong i = 1; i <= 50; i++)
        {
            source.Add(Span(i, i, startMs: (long)i * 1000));
        }

        using var engine = new TraceQlEngine(source);
        TraceQlSearchResult result = await engine.SearchAsync("{}", StartNs, long.MaxValue, limit: 3, spansPerSpanSet: 3);

        Assert.Equal([50UL, 49UL, 48UL], result.Traces.Select(t => t.TraceId.Low));
        Assert.Equal(3, source.TracesHandedOut);
    }

    [Fact]
    public async Task Most_recent_keeps_the_latest_starts()
    {
        // The long trace has the latest span and started first.
        var source = new InMemoryTraces().Add(Span(1, 1), Span(1, 2, 1, startMs: 9_000)).Add(Span(2, 3, startMs: 5_000)).Add(Span(3, 4, startMs: 6_000));
        using var engine = new TraceQlEngine(source);

        TraceQlSearchResult result = await engine.SearchAsync("{} with (most_recent=true)", 0, long.MaxValue, limit: 2, spansPerSpanSet: 1);

        Assert.Equal([3UL, 2UL], result.Traces.Select(t => t.TraceId.Low));
    }

    [Fact]
    public async Task Structural_operators_need_one_spanset()
    {
        TraceQlExecutionException e = await Assert.ThrowsAsync<TraceQlExecutionException>(() => SearchAsync("({} | by(name)) > ({} | by(name))"));
        Assert.Contains("coalesce()", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_beyond_the_limit_are_left_out_and_said()
    {
        var limits = new Limits { MaxTraceSpans = 2 };
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_tree), new TraceQlOptions { Limits = limits });

        TraceQlSearchResult result = await engine.SearchAsync("{}", 0, long.MaxValue, 10, 10);

        Assert.Equal(2, result.Traces[0].SpanSets[0].Matched);
        Assert.Contains("limits.max_trace_spans", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("service.name=USE http.status_code=200", null, null, "2")]
    [InlineData("http.status_code=50", null, null, "")]
    [InlineData("error=true", null, null, "3")]
    [InlineData("name=\"get /\"", null, null, "1")]
    [InlineData("root.service.name=shop name=tok", null, null, "4")]
    [InlineData("", 200_000_000L, null, "")]
    [InlineData("name=late", 100_000_000L, 110_000_000L, "6")]
    public async Task Tag_search_finds_the_spans(string tags, long? minDurationNs, long? maxDurationNs, string expected)
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_tree));
        TraceQlSearchResult result = await engine.SearchTagsAsync(tags, minDurationNs, maxDurationNs, 0, long.MaxValue, 10, 10);
        Assert.Equal(expected, string.Join(' ', result.Traces.SelectMany(t => t.SpanSets[0].Spans).Select(s => $"{s.SpanId.Value:x}")));
    }

    [Theory]
    [InlineData(".http.status_code", "", "int:200 int:500")]
    [InlineData("http.status_code", "{ name = `auth` }", "int:200")]
    [InlineData("resource.service.name", "{ .http.status_code > 0 && status = }", "string:users")]
    [InlineData("resource.service.name", "{ kind = client && name =", "string:db")]
    [InlineData("resource.service.name", "{ kind = client || name = }", "string:db string:queue string:shop string:users")]
    [InlineData("resource.service.name", "{ kind = client && && ) name =~ }", "string:db")]
    [InlineData("name", "{ kind = server } >> { kind = client }", "string:GET / string:auth string:late string:query string:token")]
    [InlineData("status", "", "keyword:error keyword:ok keyword:unset")]
    [InlineData("span:name", "{ status = error }", "string:query")]
    [InlineData("rootName", "{ status = error }", "string:GET /")]
    [InlineData("span.tables", "{ status = error }", "string:a string:b")]
    [InlineData("event:timeSinceStart", "", "duration:10ms duration:5ms")]
    public async Task Tag_values_are_those_of_the_filter(string tag, string query, string expected)
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_tree));
        Answer<IReadOnlyList<TraceQlTagValue>> values = await engine.TagValuesAsync(tag, query, 0, long.MaxValue, 100);
        Assert.Equal(expected, string.Join(' ', values.Value.Select(v => $"{v.Type}:{v.Value}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Tag_names_are_those_of_the_filter()
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_tree));
        Answer<IReadOnlyList<string>> all = await engine.TagNamesAsync(SpanFieldScope.Span, "{}", 0, long.MaxValue, 100);
        Answer<IReadOnlyList<string>> some = await engine.TagNamesAsync(SpanFieldScope.Span, "{ name = `token` }", 0, long.MaxValue, 100);
        Answer<IReadOnlyList<string>> intrinsics = await engine.TagNamesAsync(SpanFieldScope.Intrinsic, "", 0, long.MaxValue, 100);

        Assert.Equal(["db.system", "http.status_code", "ok", "ratio", "tables"], all.Value);
        Assert.Equal(["http.status_code"], some.Value);
        Assert.Contains("trace:rootService", intrinsics.Value);
    }

    private static async Task<TraceQlSearchResult> SearchAsync(string query)
    {
        using var engine = new TraceQlEngine(new InMemoryTraces().Add(s_tree));
        return await engine.SearchAsync(query, StartNs, StartNs + 1_000_000_000, 20, 100);
    }
}
