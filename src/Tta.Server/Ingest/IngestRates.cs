namespace Tta.Server.Ingest;

/// <summary>Items per second over about the last ten seconds, from totals taken once a second. Thread-safe.</summary>
internal sealed class IngestRates(IngestMeter meter, TimeProvider time)
{
    private const int Window = 10;

    private readonly Lock _lock = new();
    private readonly Queue<(long Timestamp, IngestTotals Totals)> _taken = new(Window + 1);

    public double SpansPerSecond => Rate(static totals => totals.Spans);

    public double SamplesPerSecond => Rate(static totals => totals.Samples);

    public double LogLinesPerSecond => Rate(static totals => totals.Logs);

    /// <summary>Takes the totals; called once a second.</summary>
    public void Take()
    {
        lock (_lock)
        {
            _taken.Enqueue((time.GetTimestamp(), meter.Totals));
            if (_taken.Count > Window)
            {
                _taken.Dequeue();
            }
        }
    }

    private double Rate(Func<IngestTotals, long> count)
    {
        lock (_lock)
        {
            if (!_taken.TryPeek(out (long Timestamp, IngestTotals Totals) oldest))
            {
                return 0;
            }

            double seconds = time.GetElapsedTime(oldest.Timestamp).TotalSeconds;
            return seconds > 0 ? (count(meter.Totals) - count(oldest.Totals)) / seconds : 0;
        }
    }
}
