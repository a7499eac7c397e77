using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>
/// Answers a log query: runs the pipeline and keeps the first lines in the order asked for, over all streams, without holding more
/// than the limit.
/// </summary>
internal sealed class LogCollector(LogSelectorExpr query, int limit, bool backward, ScanStatistics statistics)
{
    // The line that would go first when one more comes in is on top.
    private readonly PriorityQueue<Kept, (long Rank, long Sequence)> _kept = new();
    private readonly LineState _line = new();
    private long _sequence;

    public async Task ReadAsync(ILogSource source, long startNs, long endNs, CancellationToken cancellationToken)
    {
        var selection = new LogSelection(query.Matchers, startNs, endNs, backward);
        await foreach (LogChunk chunk in source.ReadAsync(selection, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(chunk);
        }
    }

    public List<LogStreamResult> Result()
    {
        var all = new List<(Kept Kept, (long Rank, long Sequence) Order)>(_kept.Count);
        while (_kept.TryDequeue(out Kept kept, out (long Rank, long Sequence) order))
        {
            all.Add((kept, order));
        }

        all.Reverse();
        var byLabels = new Dictionary<Labels, List<LogEntryResult>>();
        foreach ((Kept kept, _) in all)
        {
            if (!byLabels.TryGetValue(kept.Labels, out List<LogEntryResult>? entries))
            {
                byLabels.Add(kept.Labels, entries = []);
            }

            entries.Add(kept.Entry);
        }

        var streams = new List<LogStreamResult>(byLabels.Count);
        foreach ((Labels labels, List<LogEntryResult> entries) in byLabels)
        {
            streams.Add(new LogStreamResult(labels, entries));
        }

        streams.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
        return streams;
    }

    private void Take(LogChunk chunk)
    {
        for (int i = 0; i < chunk.Entries.Count; i++)
        {
            LogEntry entry = chunk.Entries[i];

            // A stream is in order: behind the first line that comes too late, all do.
            long rank = backward ? entry.TimeNs : -entry.TimeNs;
            if (_kept.Count == limit && (!_kept.TryPeek(out _, out (long Rank, long Sequence) worst) || rank <= worst.Rank))
            {
                return;
            }

            statistics.Lines++;
            statistics.Bytes += entry.Line.Length;
            _line.Start(chunk.Labels, entry);
            if (Pipeline.Run(query.Stages, _line))
            {
                Keep(rank);
            }
        }
    }

    private void Keep(long rank)
    {
        var entry = new LogEntryResult(
            _line.TimeNs, _line.Text, _line.BuildLabels(LabelOrigin.Metadata), _line.BuildLabels(LabelOrigin.Parsed));
        _kept.Enqueue(new Kept(_line.BuildLabels(LabelOrigin.Stream), entry), (rank, -_sequence++));
        if (_kept.Count > limit)
        {
            _kept.Dequeue();
        }
    }

    private readonly record struct Kept(Labels Labels, LogEntryResult Entry);
}
