namespace Tta.Query.TraceQl;

/// <summary>Chooses exemplars spread over the time of a query, without chance: the same data gives the same ones.</summary>
internal sealed class ExemplarSampler(int limit, int steps, int perInterval)
{
    private readonly int[] _taken = new int[Math.Max(1, limit / perInterval)];
    private int _total;

    public bool HasRoom => _total < limit;

    /// <summary>Takes a place for a span in a step; false when its interval has enough.</summary>
    public bool TryTake(int step)
    {
        int interval = (int)((long)step * _taken.Length / steps);
        if (!HasRoom || _taken[interval] >= perInterval)
        {
            return false;
        }

        _taken[interval]++;
        _total++;
        return true;
    }
}
