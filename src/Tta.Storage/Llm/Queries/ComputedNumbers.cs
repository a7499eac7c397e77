namespace Tta.Storage.Llm.Queries;

/// <summary>Numbers computed row by row.</summary>
internal sealed class ComputedNumbers(decimal scale, Func<int, long> read, Func<int, decimal>? exact = null) : NumberSource(scale)
{
    public override void Read(ReadOnlySpan<int> rows, Span<long> values)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            values[i] = read(rows[i]);
        }
    }

    protected override decimal? Unscaled(int row) => exact is null ? base.Unscaled(row) : exact(row);
}
