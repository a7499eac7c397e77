using Tta.Model;
using Tta.Storage.LabelSets;
using Tta.Storage.Wal;

namespace Tta.Storage.Logs;

/// <summary>
/// Takes one batch after the other into log and head, under the lock of the store. The lists are used again, so that entries of
/// known streams allocate nothing but the pages they are kept in.
/// </summary>
internal sealed class LogAppend(StoreLog log, LogHead head, SegmentReferences<LogStream> references, StoreOptions options)
{
    private const long NsPerMs = 1_000_000;

    private readonly RowList<int> _chosen = new();
    private readonly List<LogStream> _newInSegment = [];
    private LogStream?[] _rows = [];
    private int _rejected;
    private RejectReason _firstReason;
    private string? _firstMessage;
    private string? _problem;

    public AppendResult Run(LogBatch batch)
    {
        _rejected = 0;
        _firstReason = RejectReason.None;
        _firstMessage = null;
        log.BeginAppend();
        references.Enter(log.Segment);
        Resolve(batch);
        Choose(batch);
        if (_chosen.Count > 0)
        {
            log.Commit(LogRecord.Type, Encode(batch));
            foreach (int i in _chosen.Rows)
            {
                ref readonly LogBatch.EntryRow entry = ref batch.Entries[i];
                head.Append(
                    _rows[entry.StreamIndex]!, entry.TimeNs, batch.Arena.Get(entry.Line), batch.Arena.Get(entry.Metadata), log.Segment);
            }
        }

        int accepted = batch.Entries.Count - _rejected;
        log.Count(accepted, RejectReason.None, 0);
        return new AppendResult(accepted, _rejected, _firstReason, _firstMessage);
    }

    /// <summary>Looks up the streams; new ones are added only for an entry that is accepted.</summary>
    private void Resolve(LogBatch batch)
    {
        if (_rows.Length < batch.Streams.Count)
        {
            _rows = new LogStream?[batch.Streams.Count * 2];
        }

        for (int i = 0; i < batch.Streams.Count; i++)
        {
            _rows[i] = head.Find(batch.Arena.Get(batch.Streams[i].Labels));
        }
    }

    /// <summary>Decides entry by entry; what is stored already is accepted and not logged again.</summary>
    private void Choose(LogBatch batch)
    {
        long nowMs = log.NowMs;
        long latestMs = nowMs + (long)options.Limits.FutureWindow.TotalMilliseconds;
        long earliestMs = nowMs - (long)options.RetentionTime.TotalMilliseconds;
        _chosen.Clear();
        _newInSegment.Clear();
        for (int i = 0; i < batch.Entries.Count; i++)
        {
            ref readonly LogBatch.EntryRow entry = ref batch.Entries[i];
            RejectReason reason = Check(batch, entry, earliestMs, latestMs);
            reason = reason == RejectReason.None ? AddStreamIfNew(batch, entry.StreamIndex) : reason;
            if (reason != RejectReason.None)
            {
                Reject(reason, batch, entry);
                continue;
            }

            LogStream stream = _rows[entry.StreamIndex]!;
            if (!stream.Has(entry.TimeNs, batch.Arena.Get(entry.Line), batch.Arena.Get(entry.Metadata)))
            {
                _chosen.Add(i);
                if (stream.WalSegment != log.Segment)
                {
                    references.Define(stream);
                    _newInSegment.Add(stream);
                }
            }
        }
    }

    private RejectReason AddStreamIfNew(LogBatch batch, int streamIndex)
    {
        RejectReason reason = RejectReason.None;
        ReadOnlySpan<byte> labels = batch.Arena.Get(batch.Streams[streamIndex].Labels);
        _rows[streamIndex] ??= head.Find(labels) ?? head.TryAdd(labels, out reason, out _problem);
        return reason;
    }

    private RejectReason Check(LogBatch batch, in LogBatch.EntryRow entry, long earliestMs, long latestMs)
    {
        if (entry.TimeNs / NsPerMs > latestMs)
        {
            return RejectReason.TooFarInFuture;
        }

        if (entry.TimeNs / NsPerMs < earliestMs)
        {
            return RejectReason.TooOld;
        }

        if (entry.Line.Length > options.Limits.MaxLogLineBytes)
        {
            return RejectReason.TooLarge;
        }

        if (!LabelSetCheck.TryCount(batch.Arena.Get(entry.Metadata), out int metadataCount))
        {
            return RejectReason.InvalidLabels;
        }

        return metadataCount > options.Limits.MaxLogMetadataLabels ? RejectReason.LabelLimit : RejectReason.None;
    }

    /// <summary>Fills the record and returns the time of the newest entry, Unix ms.</summary>
    private long Encode(LogBatch batch)
    {
        log.Record.WriteVarint((uint)_newInSegment.Count);
        foreach (LogStream stream in _newInSegment)
        {
            log.Record.WriteBlock(stream.Key.Span);
        }

        int reference = 0;
        long timeNs = 0;
        long newestNs = long.MinValue;
        foreach (int i in _chosen.Rows)
        {
            ref readonly LogBatch.EntryRow entry = ref batch.Entries[i];
            LogRecord.WriteEntry(log.Record, _rows[entry.StreamIndex]!, entry, batch.Arena, ref reference, ref timeNs);
            newestNs = Math.Max(newestNs, timeNs);
        }

        return newestNs / NsPerMs;
    }

    private void Reject(RejectReason reason, LogBatch batch, in LogBatch.EntryRow entry)
    {
        _rejected++;
        log.Count(0, reason, 1);
        if (_firstReason == RejectReason.None)
        {
            _firstReason = reason;
            _firstMessage = _problem ?? Explain(reason, batch, entry);
        }

        _problem = null;
    }

    private string Explain(RejectReason reason, LogBatch batch, in LogBatch.EntryRow entry)
    {
        ReadOnlySpan<byte> encoded = batch.Arena.Get(batch.Streams[entry.StreamIndex].Labels);
        Labels stream = LabelSetCheck.TryCount(encoded, out _) ? EncodedLabels.Read(encoded) : Labels.Empty;
        return reason switch
        {
            RejectReason.TooFarInFuture =>
                $"entry of {stream} at {entry.TimeNs} is further ahead of the clock than "
                    + $"limits.future_window ({options.Limits.FutureWindow})",
            RejectReason.TooOld => $"entry of {stream} at {entry.TimeNs} is older than the retention ({options.RetentionTime})",
            RejectReason.TooLarge =>
                $"line of {stream} has {entry.Line.Length} bytes, limits.max_log_line_bytes is {options.Limits.MaxLogLineBytes}",
            RejectReason.LabelLimit =>
                $"entry of {stream} has more metadata labels than limits.max_log_metadata_labels = {options.Limits.MaxLogMetadataLabels}",
            _ => $"the metadata of an entry of {stream} is malformed",
        };
    }
}
