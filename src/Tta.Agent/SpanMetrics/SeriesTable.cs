using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Agent.SpanMetrics;

/// <summary>
/// Cumulative values by label set. Counting for a known label set allocates nothing. Beyond the limit everything new is counted under the one
/// label <c>metric_overflow="true"</c>. Not thread-safe.
/// </summary>
internal sealed class SeriesTable(SeriesLayout layout, int maxKeys)
{
    private static readonly byte[] s_overflow = OverflowLabels();
    private readonly ByteArena _traceIdLabels = new();
    private ByteKeyTable _keys = new();
    private RowList<KeyState> _states = new();
    private RowList<double> _values = new();
    private RowList<ByteSlice> _series = new();
    private ByteArena _labels = new();
    private int _confirmed;

    /// <summary>Label sets in use.</summary>
    public int Count => _keys.Count;

    /// <summary>How often something was counted in the overflow series.</summary>
    public long OverflowedTotal { get; private set; }

    /// <summary>The number of a label set, given as <see cref="EncodedLabels"/> without name and bound.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> labels, long nowMs)
    {
        int key = _keys.Find(labels);
        if (key < 0 && _keys.Count >= maxKeys)
        {
            OverflowedTotal++;
            labels = s_overflow;
            key = _keys.Find(labels);
        }

        if (key < 0)
        {
            key = AddKey(labels, nowMs);
        }

        _states[key].SeenMs = nowMs;
        return key;
    }

    public void Add(int key, int slot, double amount) => _values[(key * layout.Slots.Count) + slot] += amount;

    /// <summary>Counts a value in a histogram. Of the values of one step the largest is kept with its trace, as the exemplar.</summary>
    public void Observe(int key, int histogram, double[] bounds, double value, TraceId traceId, long nowMs)
    {
        int bucket = Array.BinarySearch(bounds, value);
        bucket = bucket < 0 ? ~bucket : bucket;
        Add(key, histogram, 1);
        Add(key, histogram + 1, value);
        int slot = histogram + 2 + bucket;
        Add(key, slot, 1);
        ref KeyState state = ref _states[key];
        if (!state.Exemplar.TraceId.IsValid || value > state.Exemplar.Value)
        {
            state.Exemplar = new Exemplar(traceId, value, nowMs, slot);
        }
    }

    /// <summary>
    /// Writes every series with its value now. A label set that nobody confirmed yet begins with a zero before its first value, so that the
    /// first increase counts. Label sets idle since a time are ended and forgotten.
    /// </summary>
    public void WriteTo(MetricBatch batch, long nowMs, long idleSinceMs)
    {
        if (_keys.Count == 0)
        {
            return;
        }

        layout.WriteMetadata(batch);
        bool anyIdle = false;
        for (int key = 0; key < _keys.Count; key++)
        {
            bool isIdle = _states[key].SeenMs < idleSinceMs;
            anyIdle |= isIdle;
            WriteKey(batch, key, nowMs, isIdle);
        }

        if (anyIdle)
        {
            ForgetIdle(idleSinceMs);
        }
    }

    /// <summary>Notes that the label sets of the last <see cref="WriteTo"/>, so many of them, are stored.</summary>
    public void Confirm(int count) => _confirmed = Math.Max(_confirmed, count);

    private void WriteKey(MetricBatch batch, int key, long nowMs, bool isIdle)
    {
        ref KeyState state = ref _states[key];
        double running = 0;
        for (int slot = 0; slot < layout.Slots.Count; slot++)
        {
            int index = (key * layout.Slots.Count) + slot;
            int series = batch.Series.Add(new MetricBatch.SeriesRow(batch.Arena.Add(_labels.Get(_series[index]))));
            double value = _values[index];
            if (layout.Slots[slot].Bound is not null)
            {
                running = value = layout.Slots[slot].IsFirstBucket ? value : running + value;
            }

            if (key >= _confirmed)
            {
                batch.AddSample(series, state.CreatedMs - 1, 0);
            }

            batch.AddSample(series, nowMs, isIdle ? StaleMarker.Value : value);
            if (state.Exemplar.TraceId.IsValid && state.Exemplar.Slot == slot)
            {
                batch.Exemplars.Add(new MetricBatch.ExemplarRow(series, state.Exemplar.TimeMs, state.Exemplar.Value, TraceIdLabels(batch, state.Exemplar.TraceId)));
            }
        }

        state.Exemplar = default;
    }

    private int AddKey(ReadOnlySpan<byte> labels, long nowMs)
    {
        int key = _keys.GetOrAdd(labels, out _);
        _states.Add(new KeyState { CreatedMs = nowMs, SeenMs = nowMs });
        foreach (SeriesSlot slot in layout.Slots)
        {
            _series.Add(WriteLabels(slot, labels));
            _values.Add(0);
        }

        return key;
    }

    // Sorted by name: __name__ is before everything used here, le finds its place.
    private ByteSlice WriteLabels(SeriesSlot slot, ReadOnlySpan<byte> labels)
    {
        int start = _labels.Length;
        EncodedLabels.WriteLabel(_labels, "__name__"u8, slot.Name);
        bool isBoundDue = slot.Bound is not null;
        while (EncodedLabels.TryRead(ref labels, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (isBoundDue && name.SequenceCompareTo("le"u8) > 0)
            {
                EncodedLabels.WriteLabel(_labels, "le"u8, slot.Bound);
                isBoundDue = false;
            }

            EncodedLabels.WriteLabel(_labels, name, value);
        }

        if (isBoundDue)
        {
            EncodedLabels.WriteLabel(_labels, "le"u8, slot.Bound);
        }

        return new ByteSlice(start, _labels.Length - start);
    }

    private void ForgetIdle(long idleSinceMs)
    {
        (ByteKeyTable keys, RowList<KeyState> states, RowList<double> values) = (_keys, _states, _values);
        (_keys, _states, _values, _series, _labels) = (new(), new(), new(), new(), new());
        int confirmed = 0;
        for (int key = 0; key < keys.Count; key++)
        {
            if (states[key].SeenMs < idleSinceMs)
            {
                continue;
            }

            int kept = AddKey(keys[key], states[key].CreatedMs);
            _states[kept] = states[key];
            confirmed += key < _confirmed ? 1 : 0;
            for (int slot = 0; slot < layout.Slots.Count; slot++)
            {
                _values[(kept * layout.Slots.Count) + slot] = values[(key * layout.Slots.Count) + slot];
            }
        }

        _confirmed = confirmed;
    }

    private ByteSlice TraceIdLabels(MetricBatch batch, TraceId traceId)
    {
        Span<byte> bytes = stackalloc byte[TraceId.SizeBytes];
        Span<byte> hex = stackalloc byte[TraceId.SizeBytes * 2];
        traceId.WriteTo(bytes);
        Convert.TryToHexStringLower(bytes, hex, out _);
        _traceIdLabels.Clear();
        EncodedLabels.WriteLabel(_traceIdLabels, "trace_id"u8, hex);
        return batch.Arena.Add(_traceIdLabels.Written);
    }

    private static byte[] OverflowLabels()
    {
        var arena = new ByteArena(64);
        EncodedLabels.WriteLabel(arena, "metric_overflow"u8, "true"u8);
        return arena.Written.ToArray();
    }

    private readonly record struct Exemplar(TraceId TraceId, double Value, long TimeMs, int Slot);

    private record struct KeyState(long CreatedMs, long SeenMs, Exemplar Exemplar);
}
