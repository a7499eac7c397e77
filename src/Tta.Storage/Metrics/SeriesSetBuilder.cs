using System.Buffers;
using Tta.Model;

namespace Tta.Storage.Metrics;

/// <summary>Decodes snapshots into a few large pooled arrays that the answer gives back when it is disposed.</summary>
internal sealed class SeriesSetBuilder(long startMs, long endMs, long maxSamples)
{
    private const int SlabSamples = 1 << 16;

    private readonly List<SeriesSamples> _series = [];
    private readonly List<long[]> _timeSlabs = [];
    private readonly List<double[]> _valueSlabs = [];
    private int _slabUsed;
    private long _total;

    public SeriesSet Build(List<SeriesSnapshot> snapshots, IReadOnlyList<string> warnings, CancellationToken cancellationToken)
    {
        try
        {
            foreach (SeriesSnapshot snapshot in snapshots)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(snapshot);
            }

            return new SeriesSet(_series, warnings, Release);
        }
        catch
        {
            Release();
            throw;
        }
    }

    private void Add(in SeriesSnapshot snapshot)
    {
        int room = snapshot.MaxCount;
        if (_timeSlabs.Count == 0 || _timeSlabs[^1].Length - _slabUsed < room)
        {
            int size = Math.Max(room, _timeSlabs.Count == 0 ? Math.Min(SlabSamples, room * 4) : SlabSamples);
            _timeSlabs.Add(ArrayPool<long>.Shared.Rent(size));
            _valueSlabs.Add(ArrayPool<double>.Shared.Rent(_timeSlabs[^1].Length));
            _slabUsed = 0;
        }

        long[] timesMs = _timeSlabs[^1];
        double[] values = _valueSlabs[^1];
        int count = snapshot.Decode(startMs, endMs, timesMs.AsSpan(_slabUsed, room), values.AsSpan(_slabUsed, room));
        if (count == 0)
        {
            return;
        }

        _total += count;
        if (maxSamples > 0 && _total > maxSamples)
        {
            throw new LimitExceededException($"query would load more than {maxSamples} samples; "
                + "narrow the selector or the time range, or raise limits.max_query_samples");
        }

        _series.Add(new SeriesSamples(snapshot.Labels, timesMs, values, _slabUsed, count));
        _slabUsed += count;
    }

    private void Release()
    {
        foreach (long[] slab in _timeSlabs)
        {
            ArrayPool<long>.Shared.Return(slab);
        }

        foreach (double[] slab in _valueSlabs)
        {
            ArrayPool<double>.Shared.Return(slab);
        }

        _timeSlabs.Clear();
        _valueSlabs.Clear();
    }
}
