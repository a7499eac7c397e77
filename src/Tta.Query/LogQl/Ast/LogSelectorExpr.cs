using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>A log query: which streams, and what happens to their lines.</summary>
internal sealed record LogSelectorExpr(IReadOnlyList<LabelMatcher> Matchers, IReadOnlyList<Stage> Stages) : Expr
{
    /// <summary>Lines are no value of a metric query; the parser lets them stand only where a window follows.</summary>
    public override PromQlType Type => PromQlType.RangeVector;
}
