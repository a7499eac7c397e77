namespace Tta.Server.Ui;

/// <summary>Durations of one kind of thing, for exact quantiles over a window.</summary>
internal sealed class DurationSample
{
    private readonly List<long> _durationsNs = [];
    private bool _sorted;

    public int Count => _durationsNs.Count;

    public long TotalNs { get; private set; }

    public void Add(long durationNs)
    {
        _durationsNs.Add(durationNs);
        TotalNs += durationNs;
        _sorted = false;
    }

    /// <summary>Nearest-rank quantile in nanoseconds, 0 when empty.</summary>
    /// <param name="ratio">0 to 1.</param>
    public long Quantile(double ratio)
    {
        if (_durationsNs.Count == 0)
        {
            return 0;
        }

        if (!_sorted)
        {
            _durationsNs.Sort();
            _sorted = true;
        }

        int rank = (int)Math.Ceiling(ratio * _durationsNs.Count);
        return _durationsNs[Math.Clamp(rank - 1, 0, _durationsNs.Count - 1)];
    }
}
