namespace Tta.Storage.Llm.Queries;

/// <summary>A number field of rows, scaled to whole numbers. Used under the lock of the store.</summary>
/// <param name="scale">Units of the whole numbers per unit of the field.</param>
internal abstract class NumberSource(decimal scale)
{
    /// <summary>A row has no number.</summary>
    public const long Unknown = long.MinValue;

    /// <summary>Only <see cref="Exact"/> has the number of a row.</summary>
    public const long Inexact = long.MinValue + 1;

    public decimal Scale => scale;

    /// <summary>Scaled numbers of rows of one page, or <see cref="Unknown"/> or <see cref="Inexact"/>.</summary>
    public abstract void Read(ReadOnlySpan<int> rows, Span<long> values);

    public long Read(int row)
    {
        long value = 0;
        Read([row], new Span<long>(ref value));
        return value;
    }

    public decimal? Exact(int row) => Read(row) switch
    {
        Unknown => null,
        Inexact => Unscaled(row),
        long scaled => scaled / scale,
    };

    /// <summary>The number of a row that does not fit.</summary>
    protected virtual decimal? Unscaled(int row) => throw new InvalidOperationException("every number of this field fits");
}
