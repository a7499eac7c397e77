using System.Globalization;
using Tta.Model;
using Tta.Query.TraceQl;
using static Tta.Query.Tests.TraceQl.TestSpans;

namespace Tta.Query.Tests.TraceQl;

/// <summary>The engine against plain sets and walks, over random traces and random queries.</summary>
public sealed class TraceQlSemanticsTests
{
    private const int SeedCount = 24;
    private const int QueriesPerSeed = 30;
    private const int TracesPerSeed = 12;
    private const long MinuteNs = 60_000_000_000;

    // Set to try other seeds than the fixed ones; the seed is printed.
    private const string FreshSeedVariable = "TTA_FRESH_SEED";

    public static TheoryData<int> Seeds
    {
        get
        {
            var seeds = new TheoryData<int>(Enumerable.Range(1, SeedCount));
            if (Environment.GetEnvironmentVariable(FreshSeedVariable) is not null)
            {
                int fresh = Random.Shared.Next();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fresh seed: {fresh}"));
                seeds.Add(fresh);
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Search_finds_what_plain_sets_find(int seed)
    {
        var random = new Random(seed);
        (List<List<Span>> traces, InMemoryTraces source) = CreateTraces(random);
        using var engine = new TraceQlEngine(source);
        var queries = new NaiveQuery(random, new NaiveTree(traces));
        for (int i = 0; i < QueriesPerSeed; i++)
        {
            NaiveQuery.Search query = i % 6 == 0 ? queries.NextPair() : queries.NextSearch();
            IEnumerable<string> expected = traces.SelectMany(trace => query.Find(trace).Select(Ids));

            TraceQlSearchResult result = await engine.SearchAsync(query.Text, 0, long.MaxValue, limit: 1_000, spansPerSpanSet: 1_000);

            IEnumerable<string> actual = result.Traces.SelectMany(trace => trace.SpanSets).Select(set => Ids(set.Spans.Select(span => span.SpanId)));
            Assert.True(expected.Order().SequenceEqual(actual.Order()), $"{query.Text}\nexpected {Show(expected)}\nactual   {Show(actual)}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Metrics_are_those_of_plain_sets(int seed)
    {
        var random = new Random(seed);
        (List<List<Span>> traces, InMemoryTraces source) = CreateTraces(random);
        using var engine = new TraceQlEngine(source);
        var queries = new NaiveQuery(random, new NaiveTree(traces));
        for (int i = 0; i < QueriesPerSeed; i++)
        {
            NaiveQuery.Search search = queries.NextSearch();
            (string key, Func<Span, object?> group) = queries.NextKey();
            (string number, Func<Span, double?> value) = queries.NextNumber();
            (string function, Func<List<double>, double> compute) = queries.Pick<(string, Func<List<double>, double>)>(
                ("count_over_time()", values => values.Count),
                ("rate()", values => values.Count / 60.0),
                ($"min_over_time({number})", values => values.Min()),
                ($"max_over_time({number})", values => values.Max()),
                ($"sum_over_time({number})", values => values.Sum()),
                ($"avg_over_time({number})", values => values.Average()));
            bool counts = function.EndsWith("()", StringComparison.Ordinal);
            string text = $"{search.Text} | {function} by ({key})";

            // Two minutes in the middle: what lies outside may be looked at, and does not count.
            IEnumerable<string> expected = traces
                .SelectMany(trace => search.Find(trace).SelectMany(set => set))
                .Select(span => (Group: group(span), Step: StepOf(span), Value: counts ? 1 : value(span)))
                .Where(span => span.Step is 1 or 2 && span.Value is not null)
                .GroupBy(span => (span.Group, span.Step))
                .Select(spans => Describe(spans.Key.Group, spans.Key.Step, compute([.. spans.Select(span => span.Value!.Value)])));

            TraceQlMetricsResult result = await engine.QueryRangeAsync(text, StartNs + MinuteNs, StartNs + (2 * MinuteNs), MinuteNs, exemplars: 5);

            IEnumerable<string> actual = result.Series.SelectMany(series => series.Samples
                .Where(sample => !counts || sample.Value != 0)
                .Select(sample => Describe(GroupOf(series), (sample.TimestampMs - (StartNs / 1_000_000)) / 60_000, sample.Value)));
            Assert.True(expected.Order().SequenceEqual(actual.Order()), $"{text}\nexpected {Show(expected)}\nactual   {Show(actual)}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Printing_and_parsing_again_gives_the_same_query(int seed)
    {
        var queries = new NaiveQuery(new Random(seed), new NaiveTree([]));
        for (int i = 0; i < QueriesPerSeed; i++)
        {
            TraceQlQuery query = TraceQlParser.Parse((i % 6 == 0 ? queries.NextPair() : queries.NextSearch()).Text);
            string printed = query.ToString();
            TraceQlQuery again = TraceQlParser.Parse(printed);
            Assert.Equal(printed, again.ToString());
            Assert.Equal(ReferenceTree.Of(query), ReferenceTree.Of(again));
        }
    }

    private static (List<List<Span>> Traces, InMemoryTraces Source) CreateTraces(Random random)
    {
        var source = new InMemoryTraces();
        var traces = new List<List<Span>>();
        for (ulong i = 1; i <= TracesPerSeed; i++)
        {
            traces.Add(NaiveTraces.Create(random, i));
            source.Add([.. traces[^1]]);
        }

        return (traces, source);
    }

    private static long StepOf(Span span) => (span.StartNs - StartNs + MinuteNs - 1) / MinuteNs;

    private static string GroupOf(TraceQlSeries series) => Assert.Single(series.Labels).Value.ToText();

    private static string Describe(object? group, long step, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{group ?? "nil"}@{step}={Math.Round(value, 9)}");

    private static string Ids(HashSet<Span> spans) => Ids(spans.Select(span => span.SpanId));

    private static string Ids(IEnumerable<SpanId> ids) => string.Join(',', ids.Select(id => $"{id.Value:x}").Order(StringComparer.Ordinal));

    private static string Show(IEnumerable<string> lines) => string.Join(" / ", lines.Order());
}
