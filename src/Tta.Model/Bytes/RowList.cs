namespace Tta.Model;

/// <summary>
/// A growable array of rows that hands out spans and refs; cleared and used again, so that filling it allocates nothing after
/// warm-up. Not thread-safe. Spans are valid until the next <see cref="Add"/>.
/// </summary>
/// <typeparam name="T">A small value type.</typeparam>
public sealed class RowList<T>
    where T : struct
{
    private T[] _rows = new T[16];

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The row at an index.</summary>
    /// <exception cref="IndexOutOfRangeException">The index is not below <see cref="Count"/>.</exception>
    public ref T this[int index] => ref _rows.AsSpan(0, Count)[index];

    /// <summary>All rows.</summary>
    public Span<T> Rows => _rows.AsSpan(0, Count);

    /// <summary>Appends a row and returns its index.</summary>
    public int Add(in T row)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
        }

        _rows[Count] = row;
        return Count++;
    }

    /// <summary>Drops the rows from <paramref name="count"/> on.</summary>
    public void TruncateTo(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Count);
        Count = count;
    }

    /// <summary>Drops all rows, keeps the memory.</summary>
    public void Clear() => Count = 0;
}
