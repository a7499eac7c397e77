namespace Tta.Storage.Llm.Queries;

/// <summary>A number field of rows, scaled to whole numbers. Used under the lock of the store.</summary>
/// <param name="scale">Units of the whole numbers per unit of the field.</param>
/// <param name="read">The scaled number of a row; <see cref="Unknown"/> when it has none, <see cref="Inexact"/> when only <paramref name="exact"/> has it.</param>
/// <param name="exact">Numbers that do not fit.</param>
internal sealed class NumberSource(decimal scale, Func<int, long> read, Func<int, decimal?>? exact = null)
{
    public const long Unknown = long.MinValue;
    public const long Inexact = long.MinValue + 1;

    public decimal Scale => scale;

    public long Read(int row) => read(row);

    public decimal? Exact(int row) => read(row) switch
    {
        Unknown => null,
        Inexact => exact!(row),
        long scaled => scaled / scale,
    };
}
