namespace Tta.Primitives;

/// <summary>Orders alternatives by 0.7 of their success and 0.3 of their speed. Thread-safe.</summary>
internal sealed class OrderLearner(int count, int minimumRuns, int windowRuns, double gain)
{
    private const double SuccessWeight = 0.7;
    private const double SpeedWeight = 0.3;

    private readonly Lock _lock = new();
    private StrategyRecord[] _records = Empty(count, windowRuns);

    public void Learn(int alternative, bool succeeded, double seconds)
    {
        lock (_lock)
        {
            _records[alternative].Add(succeeded, seconds);
        }
    }

    /// <summary>Indexes of the alternatives in the order in which to try them.</summary>
    /// <param name="explores">Whether the one that was tried least goes first.</param>
    /// <param name="mode">The learned order is used in mode Active alone.</param>
    public int[] Order(bool explores, AdaptiveMode mode)
    {
        lock (_lock)
        {
            int[] order = mode == AdaptiveMode.Active ? Learned() : Given();
            if (explores)
            {
                int least = order.MinBy(i => _records[i].Runs);
                order = [least, .. order.Where(i => i != least)];
            }

            return order;
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _records = Empty(count, windowRuns);
        }
    }

    public IReadOnlyList<AdaptiveStrategy> Explain(string[] names, AdaptiveMode mode)
    {
        lock (_lock)
        {
            int[] learned = Learned();
            int[] order = mode == AdaptiveMode.Active ? learned : Given();
            string reason = !learned.AsSpan().SequenceEqual(Given())
                ? mode == AdaptiveMode.Active ? "ordered by success and speed" : "as given; mode Active would put " + names[learned[0]] + " first"
                : _records.Any(record => record.Runs < minimumRuns)
                    ? $"as given: each alternative must have run {minimumRuns} times before they are compared"
                    : "as given: no other order is better";
            return
            [
                .. order.Select((i, place) => new AdaptiveStrategy(
                    "", names[i], _records[i].Runs, _records[i].SuccessRate, TimeSpan.FromSeconds(_records[i].MeanSeconds), place == 0, reason)),
            ];
        }
    }

    private int[] Learned()
    {
        if (_records.Any(record => record.Runs < minimumRuns))
        {
            return Given();
        }

        double fastest = _records.Where(static record => record.MeanSeconds > 0).Select(static record => record.MeanSeconds).DefaultIfEmpty().Min();
        double[] scores = [.. _records.Select(record => Score(record, fastest))];
        int[] byScore = [.. Given().OrderByDescending(i => scores[i])];

        // Not for a whisker: an order that changes with every execution explains nothing.
        return scores[byScore[0]] - scores[0] >= gain ? byScore : Given();
    }

    private static double Score(StrategyRecord record, double fastest)
    {
        double speed = record.SuccessRate == 0 ? 0 : record.MeanSeconds <= 0 ? 1 : fastest / record.MeanSeconds;
        return (SuccessWeight * record.SuccessRate) + (SpeedWeight * speed);
    }

    private int[] Given() => [.. Enumerable.Range(0, count)];

    private static StrategyRecord[] Empty(int count, int windowRuns) =>
        [.. Enumerable.Range(0, count).Select(_ => new StrategyRecord(windowRuns))];
}
