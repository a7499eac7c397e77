using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>Samples of one series while they come in, not always in order when several streams make up the series.</summary>
internal sealed class SampleBuffer
{
    private long[] _timesMs = new long[16];
    private double[] _values = new double[16];
    private int _count;
    private bool _isUnordered;

    public void Add(long timeMs, double value)
    {
        if (_count == _timesMs.Length)
        {
            Array.Resize(ref _timesMs, _count * 2);
            Array.Resize(ref _values, _count * 2);
        }

        _isUnordered |= _count > 0 && timeMs < _timesMs[_count - 1];
        _timesMs[_count] = timeMs;
        _values[_count++] = value;
    }

    /// <summary>The samples in order of time; several may have the same time.</summary>
    public SeriesSamples ToSamples(Labels labels)
    {
        if (_isUnordered)
        {
            Array.Sort(_timesMs, _values, 0, _count);
            _isUnordered = false;
        }

        return new SeriesSamples(labels, _timesMs, _values, _count);
    }
}
