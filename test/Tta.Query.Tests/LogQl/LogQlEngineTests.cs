using System.Text;
using Tta.Model;
using Tta.Query.LogQl;
using Tta.Query.PromQl;
using Tta.TestKit;

namespace Tta.Query.Tests.LogQl;

public sealed class LogQlEngineTests
{
    private static readonly Labels s_a = Labels.Of("app", "a");
    private static readonly Labels s_b = Labels.Of("app", "b");

    private readonly InMemoryLogs _storage = new();

    [Fact]
    public async Task Limit_keeps_the_newest_lines_over_all_streams_when_reading_backward()
    {
        Fill();
        LogQlResult result = await Query("{app=~\".+\"}", limit: 5, backward: true);
        Assert.Equal(["app=\"a\" 98,96", "app=\"b\" 99,97,95"], Show(result));
    }

    [Fact]
    public async Task Limit_keeps_the_oldest_lines_over_all_streams_when_reading_forward()
    {
        Fill();
        LogQlResult result = await Query("{app=~\".+\"}", limit: 5, backward: false);
        Assert.Equal(["app=\"a\" 0,2,4", "app=\"b\" 1,3"], Show(result));
    }

    [Fact]
    public async Task Limited_query_looks_at_few_lines_of_streams_that_cannot_contribute()
    {
        Fill();
        LogQlResult result = await Query("{app=~\".+\"}", limit: 2, backward: true);
        Assert.True(result.ProcessedLines < 10, $"looked at {result.ProcessedLines} of 100 lines");
    }

    [Fact]
    public async Task Range_includes_its_start_and_excludes_its_end()
    {
        Fill();
        using var engine = new LogQlEngine(_storage);
        LogQlResult result = await engine.QueryRangeAsync("{app=~\".+\"}", 10, 13, 100, backward: false);
        Assert.Equal(["app=\"a\" 10,12", "app=\"b\" 11"], Show(result));
    }

    [Fact]
    public async Task Labels_of_stream_metadata_and_line_are_kept_apart()
    {
        _storage.Add(s_a, 5, "level=warn app=other msg=\"disk low\"", Labels.Of("trace_id", "abc"));
        LogQlResult result = await Query("{app=\"a\"} | logfmt | line_format \"{{.level}}: {{.msg}}\"", limit: 1, backward: true);
        LogStreamResult stream = Assert.Single(result.Streams!);
        Assert.Equal(s_a, stream.Labels);
        LogEntryResult entry = Assert.Single(stream.Entries);
        Assert.Equal(new LogEntryResult(
            5, "warn: disk low", Labels.Of("trace_id", "abc"), Labels.Of("app_extracted", "other", "level", "warn", "msg", "disk low")), entry);
    }

    [Fact]
    public async Task Pipeline_error_in_a_log_query_stays_on_its_line()
    {
        _storage.Add(s_a, 1, "not json");
        _storage.Add(s_a, 2, "{\"x\":1}");
        LogQlResult result = await Query("{app=\"a\"} | json", limit: 10, backward: false);
        Assert.Equal("JSONParserErr", result.Streams![0].Entries[0].Parsed["__error__"]);
        Assert.Equal("1", result.Streams[0].Entries[1].Parsed["x"]);
    }

    [Fact]
    public async Task Sum_over_lines_with_distinct_metadata_makes_one_series()
    {
        for (int i = 0; i < 2_000; i++)
        {
            _storage.Add(s_a, 1_000_000L * i, "x", Labels.Of("trace_id", i.ToString(), "detected_level", i % 4 == 0 ? "error" : "info"));
        }

        using var engine = new LogQlEngine(_storage, new LogQlOptions { Limits = new Limits { MaxQuerySamples = 50_000 } });
        LogQlResult result = await engine.QueryRangeAsync(
            "sum by (detected_level) (count_over_time({app=\"a\"}[1s]))", 1_000_000_000, 2_000_000_000, 100, 100, backward: false);
        MatrixValue matrix = Assert.IsType<MatrixValue>(result.Value);
        Assert.Equal([250, 750], matrix.Series.Select(s => s.Values[0]));
    }

    [Fact]
    public async Task Grafana_health_check_is_answered()
    {
        using var engine = new LogQlEngine(_storage);
        LogQlResult result = await engine.QueryInstantAsync("vector(1)+vector(1)", 4_000_000_000);
        Assert.Equal([new VectorSample(Labels.Empty, 4_000, 2)], Assert.IsType<VectorValue>(result.Value).Samples);
    }

    [Fact]
    public async Task Log_query_as_instant_query_is_refused()
    {
        using var engine = new LogQlEngine(_storage);
        var e = await Assert.ThrowsAsync<LogQlExecutionException>(() => engine.QueryInstantAsync("{app=\"a\"}", 0));
        Assert.StartsWith("log queries are not supported as an instant query type", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_series_than_the_limit_are_refused()
    {
        for (int i = 0; i < 10; i++)
        {
            _storage.Add(Labels.Of("app", "a", "pod", i.ToString()), 1, "x");
        }

        using var engine = new LogQlEngine(_storage, new LogQlOptions { MaxSeries = 9 });
        var e = await Assert.ThrowsAsync<LogQlExecutionException>(() => engine.QueryInstantAsync("count_over_time({app=\"a\"}[1m])", 1_000_000_000));
        Assert.StartsWith("maximum number of series (9) reached for a single query", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{app=\"a\"} | frobnicate", "parse error at line 1, col 23: syntax error: unexpected $end")]
    [InlineData("{app=~\".*\"}", "parse error : queries require at least one regexp or equality matcher")]
    [InlineData("{app=\"a\"} | line_format \"{{ range .x }}\"", "parse error : invalid line template: template: line:1: range is not supported")]
    [InlineData("{app=\"a\"} |= foo", "parse error at line 1, col 14: syntax error: unexpected IDENTIFIER, expecting STRING")]
    public void Malformed_query_says_where_and_what(string query, string message) =>
        Assert.StartsWith(message, Assert.Throws<LogQlParseException>(() => LogQlEngine.IsLogQuery(query)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{app=\"a\"} |= \"disk\" != \"full\"")]
    [InlineData("{app=\"a\"} |~ \"d[iy]sk (low|full)\"")]
    [InlineData("{app=\"a\"} |> \"<_>disk<_>\"")]
    [InlineData("{app=\"a\"} |= ip(\"10.0.0.0/8\") or \"disk\"")]
    public void Line_filters_allocate_nothing(string query)
    {
        var logs = (LogSelectorExpr)LogQlParser.Parse(query);
        var state = new LineState();
        var entry = new LogEntry(0, Encoding.UTF8.GetBytes("2026-11-20 ün: disk low on node 7"), default);
        bool kept = false;
        double perCall = Allocations.PerCall(() =>
        {
            state.Start(s_a, entry);
            kept = Pipeline.Run(logs.Stages, state) && ReferenceEquals(state.BuildLabels(), s_a);
        });
        Assert.True(kept);
        Assert.Equal(0, perCall);
    }

    private void Fill()
    {
        for (int i = 0; i < 100; i++)
        {
            _storage.Add(i % 2 == 0 ? s_a : s_b, i, $"line {i}");
        }
    }

    private async Task<LogQlResult> Query(string query, int limit, bool backward)
    {
        using var engine = new LogQlEngine(_storage);
        return await engine.QueryRangeAsync(query, 0, 1_000, limit, backward);
    }

    private static IEnumerable<string> Show(LogQlResult result) => result.Streams!
        .Select(s => $"app=\"{s.Labels["app"]}\" {string.Join(',', s.Entries.Select(e => e.TimeNs))}");
}
