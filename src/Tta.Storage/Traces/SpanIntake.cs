using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces;

/// <summary>Takes spans in, from senders and from the log. Used under the lock of the store.</summary>
internal sealed class SpanIntake(StoreOptions options, StoreLog log, TraceContents contents)
{
    private const long NsPerMs = 1_000_000;

    private readonly RowList<int> _chosen = new();
    private readonly RowList<int> _offsets = new();
    private readonly SpanBatch _replayed = new();
    private readonly SpansInBlocks _inBlocks = new(contents);

    /// <exception cref="StoreUnavailableException">The disk is full or failing; nothing was kept.</exception>
    public AppendResult Append(SpanBatch batch)
    {
        log.BeginAppend();
        RejectReason firstReason = RejectReason.None;
        string? message = null;
        int rejected = 0;
        long nowMs = log.NowMs;
        _chosen.Clear();
        batch.NewSpans.Clear();
        _inBlocks.Begin();
        for (int i = 0; i < batch.Spans.Count; i++)
        {
            ref readonly SpanBatch.SpanRow row = ref batch.Spans[i];
            RejectReason reason = Check(row, nowMs);
            if (reason != RejectReason.None)
            {
                rejected++;
                log.Count(0, reason, 1);
                message ??= Explain(reason, row);
                firstReason = firstReason == RejectReason.None ? reason : firstReason;
            }
            else if (SpanKey.Of(row.SpanId.Value, row.Kind) is var key && !contents.Head.Has(row.TraceId, key) && !_inBlocks.Has(row.TraceId, key))
            {
                _chosen.Add(i);
            }
        }

        if (_chosen.Count > 0)
        {
            SpanBatchRecord.Write(log.Record, batch, _chosen.Rows, _offsets);
            ReadOnlySpan<byte> compressed = log.Commit(SpanBatchRecord.Type, NewestMs(batch));
            contents.Head.PartOf(log.Segment).Add(batch, _chosen.Rows, compressed, _offsets.Rows);
        }

        int accepted = batch.Spans.Count - rejected;
        log.Count(accepted, RejectReason.None, 0);
        return new AppendResult(accepted, rejected, firstReason, message);
    }

    /// <summary>Reads a record of the log.</summary>
    /// <returns>Time of the newest span in it, Unix ms.</returns>
    /// <exception cref="InvalidDataException">The record makes no sense.</exception>
    public long Read(in WalRecord record)
    {
        if (record.Type != SpanBatchRecord.Type)
        {
            throw new InvalidDataException($"unknown record type {record.Type}");
        }

        _replayed.Clear();
        SpanBatchRecord.Read(record.Payload, _replayed, _offsets);
        _chosen.Clear();
        for (int i = 0; i < _replayed.Spans.Count; i++)
        {
            _chosen.Add(i);
        }

        contents.Head.PartOf(record.Segment).Add(_replayed, _chosen.Rows, record.Compressed, _offsets.Rows);
        return NewestMs(_replayed);
    }

    private RejectReason Check(in SpanBatch.SpanRow row, long nowMs)
    {
        if (!row.TraceId.IsValid || !row.SpanId.IsValid)
        {
            return RejectReason.InvalidId;
        }

        if (row.Message.Length > options.Limits.MaxSpanBytes)
        {
            return RejectReason.TooLarge;
        }

        long startMs = row.StartNs / NsPerMs;
        if (startMs > nowMs + (long)options.Limits.FutureWindow.TotalMilliseconds)
        {
            return RejectReason.TooFarInFuture;
        }

        bool isTooOld = row.StartNs > 0 && startMs < nowMs - (long)options.RetentionTime.TotalMilliseconds;
        return isTooOld ? RejectReason.TooOld : RejectReason.None;
    }

    private string Explain(RejectReason reason, in SpanBatch.SpanRow row) => reason switch
    {
        RejectReason.InvalidId => $"span {row.TraceId}/{row.SpanId} has an all-zero id",
        RejectReason.TooLarge =>
            $"span {row.TraceId}/{row.SpanId} has {row.Message.Length} bytes, limits.max_span_bytes is {options.Limits.MaxSpanBytes}",
        RejectReason.TooFarInFuture =>
            $"span {row.TraceId}/{row.SpanId} starts further ahead of the clock than limits.future_window ({options.Limits.FutureWindow})",
        _ => $"span {row.TraceId}/{row.SpanId} is older than the retention ({options.RetentionTime})",
    };

    private long NewestMs(SpanBatch batch)
    {
        long newestMs = long.MinValue;
        foreach (int i in _chosen.Rows)
        {
            newestMs = Math.Max(newestMs, batch.Spans[i].StartNs / NsPerMs);
        }

        return newestMs;
    }
}
