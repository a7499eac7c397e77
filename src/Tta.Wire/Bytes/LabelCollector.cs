using Tta.Model;

namespace Tta.Wire.Bytes;

/// <summary>
/// Collects labels in any order and writes them as <see cref="EncodedLabels"/>. Labels come in layers: of equal names the highest
/// layer wins; inside a layer the last one wins or, where the format says so, the values are joined by ";" in the order of the
/// names they had at the source. Kept sorted while it is filled, so that many series with a common base cost little. Reused;
/// allocates nothing after warm-up. Not thread-safe.
/// </summary>
internal sealed class LabelCollector
{
    private readonly RowList<Entry> _entries = new();
    private int[] _order = new int[64];

    /// <summary>Bytes that added slices refer to.</summary>
    public ByteArena Bytes { get; } = new();

    /// <summary>Number of labels added, double ones included.</summary>
    public int Count => _entries.Count;

    public void Clear() => Restore(default);

    /// <summary>The present state, for <see cref="Restore"/>.</summary>
    public Mark Save() => new(_entries.Count, Bytes.Length);

    /// <summary>Forgets what was added since.</summary>
    public void Restore(Mark mark)
    {
        int kept = 0;
        foreach (int index in _order.AsSpan(0, _entries.Count))
        {
            if (index < mark.Count)
            {
                _order[kept++] = index;
            }
        }

        _entries.TruncateTo(mark.Count);
        Bytes.TruncateTo(mark.Length);
    }

    /// <summary>Adds a label by copying; an empty value is left out.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int layer) => Add(Bytes.Add(name), Bytes.Add(value), default, layer);

    /// <summary>Adds a label whose parts lie in <see cref="Bytes"/> already; an empty value is left out.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">Value.</param>
    /// <param name="source">Name at the source, for the order of joined values.</param>
    /// <param name="layer">Higher wins.</param>
    public void Add(ByteSlice name, ByteSlice value, ByteSlice source, int layer)
    {
        if (value.IsEmpty)
        {
            return;
        }

        int index = _entries.Add(new Entry(name, value, source, layer));
        if (index == _order.Length)
        {
            Array.Resize(ref _order, index * 2);
        }

        int low = 0;
        for (int high = index; low < high;)
        {
            int middle = (low + high) / 2;
            if (Compare(_entries[_order[middle]], _entries[index]) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        _order.AsSpan(low, index - low).CopyTo(_order.AsSpan(low + 1));
        _order[low] = index;
    }

    /// <summary>Name of the label added as number <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> NameAt(int index) => Bytes.Get(_entries[index].Name);

    /// <summary>Its value.</summary>
    public ReadOnlySpan<byte> ValueAt(int index) => Bytes.Get(_entries[index].Value);

    /// <summary>True when another label has the same name as number <paramref name="index"/>.</summary>
    public bool IsRepeated(int index)
    {
        ReadOnlySpan<int> order = _order.AsSpan(0, _entries.Count);
        int place = order.IndexOf(index);
        return (place > 0 && NameAt(order[place - 1]).SequenceEqual(NameAt(index)))
            || (place + 1 < order.Length && NameAt(order[place + 1]).SequenceEqual(NameAt(index)));
    }

    /// <summary>True when a label of that name was added.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (Bytes.Get(_entries[i].Name).SequenceEqual(name))
            {
                value = Bytes.Get(_entries[i].Value);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Writes the label set. The collector stays as it is.</summary>
    public ByteSlice WriteTo(ByteArena target, bool join = false)
    {
        int start = target.Length;
        ReadOnlySpan<int> order = _order.AsSpan(0, _entries.Count);
        for (int i = 0; i < order.Length;)
        {
            ByteSlice name = _entries[order[i]].Name;
            int end = i + 1;
            while (end < order.Length && Bytes.Get(_entries[order[end]].Name).SequenceEqual(Bytes.Get(name)))
            {
                end++;
            }

            WriteOne(target, order[i..end], join);
            i = end;
        }

        return new ByteSlice(start, target.Length - start);
    }

    private void WriteOne(ByteArena target, ReadOnlySpan<int> same, bool join)
    {
        Entry last = _entries[same[^1]];
        int first = same.Length - 1;
        while (join && first > 0 && _entries[same[first - 1]].Layer == last.Layer)
        {
            first--;
        }

        if (first == same.Length - 1)
        {
            EncodedLabels.WriteLabel(target, Bytes.Get(last.Name), Bytes.Get(last.Value));
            return;
        }

        int start = Bytes.Length;
        foreach (int index in same[first..])
        {
            if (Bytes.Length > start)
            {
                Bytes.Add(";"u8);
            }

            ByteSlice value = _entries[index].Value;
            Bytes.Reserve(value.Length);
            Bytes.Add(Bytes.Get(value));
        }

        EncodedLabels.WriteLabel(target, Bytes.Get(last.Name), Bytes.Written[start..]);
        Bytes.TruncateTo(start);
    }

    private int Compare(in Entry a, in Entry b)
    {
        int order = Bytes.Get(a.Name).SequenceCompareTo(Bytes.Get(b.Name));
        order = order != 0 ? order : a.Layer.CompareTo(b.Layer);
        return order != 0 ? order : Bytes.Get(a.Source).SequenceCompareTo(Bytes.Get(b.Source));
    }

    public readonly record struct Mark(int Count, int Length);

    private readonly record struct Entry(ByteSlice Name, ByteSlice Value, ByteSlice Source, int Layer);
}
