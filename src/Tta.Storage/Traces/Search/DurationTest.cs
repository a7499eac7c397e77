using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>The duration of a span, both ends inclusive.</summary>
internal sealed class DurationTest(long minNs, long maxNs) : SpanTest
{
    public override bool LooksAt(in SpanColumn column) => false;

    public override bool Matches(in AnyValue value) => false;

    public override bool Matches(Span span) => span.DurationNs >= minNs && span.DurationNs <= maxNs;

    public override bool? MatchesIndex(in HeadView part, int row) =>
        part.Columns.DurationNs(row) >= minNs && part.Columns.DurationNs(row) <= maxNs;

    public override bool MayMatchDurations(long shortestNs, long longestNs) =>
        Math.Max(0, longestNs) >= minNs && Math.Max(0, shortestNs) <= maxNs;

    public override bool MayMatch(SpanBlock block) => true;

    public override bool MayMatch(SpanBlock block, int stretch) => true;

    public override bool MayMatch(SpanGroup group) => true;

    public override void Restrict(SpanGroup group, bool[] mask)
    {
        for (int row = 0; row < mask.Length; row++)
        {
            long durationNs = Math.Max(0, group.EndNs[row] - group.StartNs[row]);
            mask[row] &= durationNs >= minNs && durationNs <= maxNs;
        }
    }

    protected override bool CheckScope(StoredScope scope) => false;
}
