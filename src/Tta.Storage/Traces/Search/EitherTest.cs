using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>Holds where one of two tests does.</summary>
internal sealed class EitherTest(SpanTest first, SpanTest second) : SpanTest
{
    public override bool MatchesAbsent => first.MatchesAbsent || second.MatchesAbsent;

    public override bool LooksAt(in SpanColumn column) => first.LooksAt(column) || second.LooksAt(column);

    public override bool Matches(in AnyValue value) => first.Matches(value) || second.Matches(value);

    public override bool Matches(Span span) => first.Matches(span) || second.Matches(span);

    public override bool? MatchesIndex(in HeadView part, int row)
    {
        bool? one = first.MatchesIndex(part, row);
        bool? other = one == true ? true : second.MatchesIndex(part, row);
        return one == true || other == true ? true
            : one is null || other is null ? null
            : false;
    }

    public override bool MayMatchDurations(long shortestNs, long longestNs) =>
        first.MayMatchDurations(shortestNs, longestNs) || second.MayMatchDurations(shortestNs, longestNs);

    public override bool MayMatch(SpanBlock block) => first.MayMatch(block) || second.MayMatch(block);

    public override bool MayMatch(SpanBlock block, int stretch) => first.MayMatch(block, stretch) || second.MayMatch(block, stretch);

    public override bool MayMatch(SpanGroup group) => first.MayMatch(group) || second.MayMatch(group);

    public override void Restrict(SpanGroup group, bool[] mask)
    {
        bool[] others = [.. mask];
        RestrictOrClear(first, group, mask);
        RestrictOrClear(second, group, others);
        for (int row = 0; row < mask.Length; row++)
        {
            mask[row] |= others[row];
        }
    }

    public override bool MayMatchMessage(ReadOnlySpan<byte> message, StoredScope scope) =>
        first.MayMatchMessage(message, scope) || second.MayMatchMessage(message, scope);

    protected override bool CheckScope(StoredScope scope) => first.MatchesScope(scope) || second.MatchesScope(scope);

    private static void RestrictOrClear(SpanTest test, SpanGroup group, bool[] mask)
    {
        if (test.MayMatch(group))
        {
            test.Restrict(group, mask);
        }
        else
        {
            Array.Clear(mask);
        }
    }
}
