using System.Text;
using Tta.Model;
using Tta.Storage.LabelSets;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>Units by usage type of all rows: a shape, and where its numbers stand. Used under the lock of the store.</summary>
internal sealed class UsageColumn(PageGroup pages)
{
    private const int MaxTypes = 16;
    private const int MaxKeyBytes = 512;

    private readonly Column<ushort> _shapes = new(pages); // number of the shape + 1, 0 = nothing known
    private readonly Column<int> _places = new(pages);
    private readonly List<UsageShape> _known = [];
    private readonly ByteKeyTable _shapeKeys = new();
    private readonly ByteKeyTable _saidKeys = new();
    private readonly List<int> _saidShapes = []; // By number of the key.
    private readonly Column<int> _numbers = new(pages);
    private int _end; // Place of the next number.

    private static int PageInts => Column<int>.PageRows;

    public IReadOnlyList<UsageShape> Shapes => _known;

    public void Grow(int rows)
    {
        _shapes.Grow(rows);
        _places.Grow(rows);
    }

    /// <summary>Number of the shape of a row, or -1.</summary>
    public int ShapeOf(int row) => _shapes[row] - 1;

    public void Clear(int row) => _shapes[row] = 0;

    /// <summary>Sets the units of a row; the total is added if it is not among them.</summary>
    public void Set(int row, IReadOnlyDictionary<string, long> units)
    {
        IReadOnlyDictionary<string, long> whole = LlmUsage.WithTotal(units);
        bool isWide = false;
        foreach (long count in whole.Values)
        {
            isWide |= count > int.MaxValue;
        }

        int shape = ShapeOf(whole, isWide);
        if (whole.Count == 0 || shape < 0)
        {
            Clear(row);
            return;
        }

        Span<int> target = Take(whole.Count * (isWide ? 2 : 1), out int place);
        int at = 0;
        foreach (long count in whole.Values)
        {
            target[at++] = (int)count;
            if (isWide)
            {
                target[at++] = (int)(count >> 32);
            }
        }

        _shapes[row] = (ushort)(shape + 1);
        _places[row] = place;
    }

    /// <summary>Sets the units of a row from a report; the shape is mostly known by the bytes of the types that are said.</summary>
    public void Set(int row, ReportFields said, int field)
    {
        Span<byte> key = stackalloc byte[MaxKeyBytes];
        Span<long> values = stackalloc long[MaxTypes];
        int keyBytes = 0;
        int count = 0;
        int position = 0;
        long sum = 0;
        while (said.NextPair(field, ref position, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> value))
        {
            if (count == MaxTypes || keyBytes + type.Length >= MaxKeyBytes)
            {
                Set(row, said.Units(field)!);
                return;
            }

            type.CopyTo(key[keyBytes..]);
            keyBytes += type.Length;
            key[keyBytes++] = 0;
            values[count] = ReportFields.ParseUnits(value);
            if (values[count] > int.MaxValue)
            {
                Set(row, said.Units(field)!);
                return;
            }

            sum += values[count++];
        }

        int known = _saidKeys.Find(key[..keyBytes]);
        if (known < 0 || sum > int.MaxValue)
        {
            Set(row, said.Units(field)!);
            Remember(key[..keyBytes], row, count);
            return;
        }

        // A total that was not said is the last type of the shape.
        int shape = _saidShapes[known];
        Span<int> target = Take(_known[shape].Types.Length, out int place);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (int)(i < count ? values[i] : sum);
        }

        _shapes[row] = (ushort)(shape + 1);
        _places[row] = place;
    }

    /// <summary>Number at a place of the shape of a row.</summary>
    public long Value(int row, UsageShape shape, int place)
    {
        ReadOnlySpan<int> values = _numbers.From(_places[row]);
        return shape.IsWide ? (uint)values[2 * place] | ((long)values[(2 * place) + 1] << 32) : values[place];
    }

    /// <summary>Numbers of a row whose shape is not wide, by place.</summary>
    public ReadOnlySpan<int> Narrow(int row, UsageShape shape) => _numbers.From(_places[row])[..shape.Types.Length];

    /// <summary>Sums of some types of rows of one page.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="places">Chooses the places of a shape.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="unknown">Stands for the sum of a row of which nothing is known.</param>
    public void Read(ReadOnlySpan<int> rows, Func<UsageShape, int[]> places, Span<long> sums, long unknown)
    {
        ReadOnlySpan<ushort> shapes = _shapes.PageOf(rows, out int first);
        ReadOnlySpan<int> at = _places.PageOf(rows, out int firstPlace);
        ReadOnlySpan<int> page = [];
        int pageStart = -1;
        int known = 0;
        int[] wanted = [];
        for (int i = 0; i < rows.Length; i++)
        {
            int number = shapes[rows[i] - first];
            if (number != known)
            {
                known = number;
                wanted = number == 0 ? [] : places(_known[number - 1]);
            }

            if (number == 0)
            {
                sums[i] = unknown;
            }
            else if (_known[number - 1].IsWide)
            {
                sums[i] = Sum(rows[i], _known[number - 1], wanted);
            }
            else
            {
                int place = at[rows[i] - firstPlace];
                if ((place & -PageInts) != pageStart)
                {
                    pageStart = place & -PageInts;
                    page = _numbers.PageAt(place / PageInts);
                }

                long sum = 0;
                foreach (int offset in wanted)
                {
                    sum += page[place - pageStart + offset];
                }

                sums[i] = sum;
            }
        }
    }

    public long Sum(int row, UsageShape shape, int[] places)
    {
        long sum = 0;
        if (!shape.IsWide)
        {
            ReadOnlySpan<int> values = Narrow(row, shape);
            foreach (int place in places)
            {
                sum += values[place];
            }

            return sum;
        }

        foreach (int place in places)
        {
            long value = Value(row, shape, place);
            sum = value > long.MaxValue - sum ? long.MaxValue : sum + value;
        }

        return sum;
    }

    public IReadOnlyDictionary<string, long> Units(int row)
    {
        if (ShapeOf(row) is not (>= 0 and var number))
        {
            return LlmUsage.None;
        }

        UsageShape shape = _known[number];
        var units = new Dictionary<string, long>(shape.Types.Length, StringComparer.Ordinal);
        for (int i = 0; i < shape.Types.Length; i++)
        {
            units[shape.Types[i]] = Value(row, shape, i);
        }

        return units;
    }

    // The types that a report says lead to the shape that its row got: the same, or with the total added.
    private void Remember(ReadOnlySpan<byte> said, int row, int count)
    {
        if (ShapeOf(row) is >= 0 and var shape && !_known[shape].IsWide && _saidKeys.Find(said) < 0
            && _known[shape].BeginsWith(said, count) && _known[shape].Types.Length <= count + 1)
        {
            _saidKeys.GetOrAdd(said, out _);
            _saidShapes.Add(shape);
        }
    }

    private Span<int> Take(int count, out int place)
    {
        if ((_end & (PageInts - 1)) + count > PageInts)
        {
            _end = checked((_end + PageInts) & -PageInts); // The numbers of a row do not go over the end of a page.
        }

        place = _end;
        _end = checked(place + count);
        _numbers.Grow(_end);
        return _numbers.ToChange(place)[..count];
    }

    private int ShapeOf(IReadOnlyDictionary<string, long> units, bool isWide)
    {
        var key = new List<byte>(64) { isWide ? (byte)1 : (byte)0 };
        string[] types = new string[units.Count];
        int i = 0;
        foreach (string type in units.Keys)
        {
            types[i++] = type;
            key.AddRange(Encoding.UTF8.GetBytes(type));
            key.Add(0);
        }

        byte[] bytes = [.. key];
        int shape = _shapeKeys.Find(bytes);
        if (shape >= 0)
        {
            return shape;
        }

        if (_known.Count == ushort.MaxValue - 1 || units.Count > PageInts / 4)
        {
            return -1; // Usage types that differ from call to call are no usage types.
        }

        _known.Add(new UsageShape(types, isWide));
        return _shapeKeys.GetOrAdd(bytes, out _);
    }
}
