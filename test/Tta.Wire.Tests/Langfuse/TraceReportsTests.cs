using Tta.Model;
using Tta.Wire.Langfuse;

namespace Tta.Wire.Tests.Langfuse;

public sealed class TraceReportsTests
{
    private static readonly string?[] s_texts = [null, "a", "b"];
    private static readonly string[]?[] s_tags = [null, ["x"], ["x", "y"], ["z", "z"]];
    private static readonly string?[] s_metadata = [null, """{"m":1}""", """{"m":2}""", """{"m":{"n":1},"o":1}"""];

    [Fact]
    public void An_older_report_that_says_no_more_is_left_out_whichever_came_first()
    {
        LlmTraceChange older = Report(1) with { UserId = "u", Name = "n" };
        LlmTraceChange newer = Report(2) with { UserId = "v", Name = "n", Tags = ["t"] };

        Assert.Equal([newer], Compact(older, newer));
        Assert.Equal([newer], Compact(newer, older));
    }

    [Fact]
    public void A_report_between_two_of_a_batch_counts_by_its_own_time()
    {
        LlmTraceChange first = Report(1) with { Name = "early" };
        LlmTraceChange between = Report(3) with { Name = "between" };
        LlmTraceChange last = Report(5) with { UserId = "u" };

        Assert.Equal("between", Fold([between, .. Compact(first, last)]).Name);
    }

    [Fact]
    public void Traces_of_a_batch_are_kept_apart()
    {
        LlmTraceChange[] reports = [Report(1), Report(1) with { Id = "other" }, Report(2) with { Id = "other" }];

        Assert.Equal([reports[0], reports[2]], Compact(reports));
    }

    [Fact]
    public void Reports_of_one_time_are_one()
    {
        LlmTraceChange both = Assert.Single(Compact(Report(1) with { Name = "n", UserId = "u" }, Report(1) with { SessionId = "s", UserId = "v" }));

        Assert.Equal(("n", "v", "s"), (both.Name, both.UserId, both.SessionId));
    }

    [Fact]
    public void What_is_left_folds_to_the_same_with_and_without_other_reports()
    {
        int kept = 0;
        int said = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            LlmTraceChange[] batch = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Random(random))];
            List<LlmTraceChange> left = Compact(batch);
            LlmTraceChange[] before = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Random(random))];
            LlmTraceChange[] after = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Random(random))];

            AssertSame(Fold([.. before, .. batch, .. after]), Fold([.. before, .. left, .. after]), seed);
            said += batch.Length;
            kept += left.Count;
        }

        Assert.InRange(kept, 1, said - 1);
    }

    private static LlmTraceChange Report(long eventNs) => new() { Id = "t", EventNs = eventNs };

    private static LlmTraceChange Random(Random random) => Report(random.Next(4)) with
    {
        Name = random.GetItems(s_texts, 1)[0],
        SessionId = random.GetItems(s_texts, 1)[0],
        Bookmarked = random.Next(4) == 0 ? true : null,
        Tags = random.GetItems(s_tags, 1)[0],
        MetadataJson = random.GetItems(s_metadata, 1)[0],
    };

    private static List<LlmTraceChange> Compact(params LlmTraceChange[] reports)
    {
        var joined = new TraceReports();
        var traces = new List<LlmTraceChange>();
        foreach (LlmTraceChange report in reports)
        {
            traces.Add(report);
            joined.JoinLast(traces);
        }

        return traces;
    }

    private static LlmTraceChange Fold(LlmTraceChange[] reports) => reports.OrderBy(report => report.EventNs).Aggregate(ReportMerge.Merge);

    private static void AssertSame(LlmTraceChange expected, LlmTraceChange actual, int seed)
    {
        Assert.True(expected with { Tags = null, MetadataJson = null } == actual with { Tags = null, MetadataJson = null }, $"seed {seed}: {expected} became {actual}");
        Assert.Equal(expected.Tags?.Distinct().Order(), actual.Tags?.Distinct().Order());
        Assert.True(
            expected.MetadataJson == actual.MetadataJson
            || System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(expected.MetadataJson!), System.Text.Json.Nodes.JsonNode.Parse(actual.MetadataJson!)),
            $"seed {seed}: {expected.MetadataJson} became {actual.MetadataJson}");
    }
}
