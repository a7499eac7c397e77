using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>The service of a span, as its resource names it.</summary>
internal sealed class ServiceTest(string service) : SpanTest
{
    public override bool LooksAt(in SpanColumn column) => false;

    public override bool Matches(in AnyValue value) => false;

    public override bool Matches(Span span) => string.Equals(span.Resource.ServiceName, service, StringComparison.Ordinal);

    public override bool? MatchesIndex(in HeadView part, int row) => MatchesScope(part.ScopeOf(row));

    public override bool MayMatch(SpanBlock block) => Array.Exists(block.Scopes, MatchesScope);

    public override bool MayMatch(SpanBlock block, int stretch) => true;

    public override bool MayMatch(SpanGroup group) => Array.Exists(group.AllScopes, MatchesScope);

    public override void Restrict(SpanGroup group, bool[] mask)
    {
        int[] scopes = group.Scopes;
        StoredScope[] all = group.AllScopes;
        for (int row = 0; row < mask.Length; row++)
        {
            mask[row] &= MatchesScope(all[scopes[row]]);
        }
    }

    protected override bool CheckScope(StoredScope scope) => string.Equals(scope.Resource.ServiceName, service, StringComparison.Ordinal);
}
