using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Sums of some usage types.</summary>
internal sealed class UsageNumbers(UsageColumn usage, Func<UsageShape, int[]> places) : NumberSource(1)
{
    public override void Read(ReadOnlySpan<int> rows, Span<long> values) => usage.Read(rows, places, values, Unknown);
}
