using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// One cost of all rows in 10^-12 dollars, which holds every listed price exactly. A cost that it does not hold is kept beside as a
/// decimal. Used under the lock of the store.
/// </summary>
internal sealed class CostColumn(PageGroup pages)
{
    /// <summary>Units per dollar.</summary>
    public const decimal Scale = 1_000_000_000_000;

    /// <summary>No cost is known.</summary>
    public const long Unknown = long.MinValue;

    /// <summary>The cost is kept as a decimal.</summary>
    public const long Inexact = long.MinValue + 1;

    private readonly Column<long> _scaled = new(pages); // cost + 1, so that fresh pages know nothing
    private readonly DecimalColumn _inexact = new(pages);

    public void Grow(int rows)
    {
        _scaled.Grow(rows);
        _inexact.Grow(rows);
    }

    /// <summary>The cost in units, or <see cref="Unknown"/> or <see cref="Inexact"/>.</summary>
    public long Scaled(int row) => _scaled[row] switch
    {
        0 => Unknown,
        -1 => Inexact,
        long stored => stored - 1,
    };

    /// <summary>Costs in units of rows of one page, or <see cref="Unknown"/> or <see cref="Inexact"/>.</summary>
    public void Read(ReadOnlySpan<int> rows, Span<long> values)
    {
        ReadOnlySpan<long> page = _scaled.PageOf(rows, out int first);
        for (int i = 0; i < rows.Length; i++)
        {
            long stored = page[rows[i] - first];
            values[i] = stored == 0 ? Unknown : stored == -1 ? Inexact : stored - 1;
        }
    }

    public decimal? this[int row]
    {
        get => _scaled[row] switch
        {
            0 => null,
            -1 => _inexact[row],
            long stored => (stored - 1) / Scale,
        };
        set
        {
            if (value is not { } cost)
            {
                _scaled[row] = 0;
            }
            else if (cost is >= 0 and < 9_000_000 && decimal.Truncate(cost * Scale) == cost * Scale)
            {
                _scaled[row] = (long)(cost * Scale) + 1;
            }
            else
            {
                _scaled[row] = -1;
                _inexact[row] = cost;
            }
        }
    }
}
