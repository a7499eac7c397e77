using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Llm.Rows;

/// <summary>Decimals of all rows, of which mostly none is needed. Used under the lock of the store.</summary>
internal sealed class DecimalColumn(PageGroup pages)
{
    private const int Parts = 4;

    private readonly Column<int> _parts = new(pages);

    public decimal this[int row]
    {
        get => new(_parts.From(checked(row * Parts))[..Parts]);
        set
        {
            if (value != 0 || this[row] != 0)
            {
                decimal.GetBits(value, _parts.ToChange(row * Parts));
            }
        }
    }

    /// <summary>Makes room for rows below a number.</summary>
    public void Grow(int rows) => _parts.Grow(checked(rows * Parts));
}
