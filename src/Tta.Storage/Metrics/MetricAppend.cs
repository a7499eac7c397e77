using Tta.Model;
using Tta.Storage.LabelSets;
using Tta.Storage.Wal;

namespace Tta.Storage.Metrics;

/// <summary>
/// Takes one batch after the other into log and head. Everything happens under the lock of the store; the lists are used again, so
/// that a batch of known series allocates nothing but growing chunks.
/// </summary>
internal sealed class MetricAppend(StoreLog log, MetricHead head, SegmentReferences<MemorySeries> references, StoreOptions options)
{
    private readonly RowList<int> _accepted = new(); // Samples to log and apply.
    private readonly List<MemorySeries> _newInSegment = [];
    private MemorySeries?[] _rows = [];
    private int _rejected;
    private RejectReason _firstReason;
    private string? _firstMessage;
    private string? _problem;
    private long _newestMs;

    public AppendResult Run(MetricBatch batch)
    {
        int sent = batch.Samples.Count;
        try
        {
            Append(batch);
        }
        finally
        {
            batch.Samples.TruncateTo(sent); // The batch goes on to others: zeros that new series began with are no business of theirs.
        }

        int accepted = sent - _rejected;
        log.Count(accepted, RejectReason.None, 0);
        return new AppendResult(accepted, _rejected, _firstReason, _firstMessage);
    }

    private void Append(MetricBatch batch)
    {
        _rejected = 0;
        _firstReason = RejectReason.None;
        _firstMessage = null;
        _newestMs = long.MinValue;
        log.BeginAppend();
        references.Enter(log.Segment);
        Resolve(batch);
        Choose(batch);
        DefineSeries(batch);
        if (Encode(batch))
        {
            // Coded samples hardly get smaller, and reading them back takes twice as long; label sets shrink to a fraction.
            log.Commit(MetricRecord.Type, _newestMs, compress: _newInSegment.Count > 0);
        }

        Apply(batch);
    }

    /// <summary>Looks up the series; new ones are added only for a sample that is accepted.</summary>
    private void Resolve(MetricBatch batch)
    {
        if (_rows.Length < batch.Series.Count)
        {
            _rows = new MemorySeries?[batch.Series.Count * 2];
        }

        for (int i = 0; i < batch.Series.Count; i++)
        {
            _rows[i] = head.Find(batch.Arena.Get(batch.Series[i].Labels));
        }
    }

    /// <summary>
    /// Decides sample by sample; a refused one never takes its neighbours along, and one that is stored already is not logged again.
    /// </summary>
    private void Choose(MetricBatch batch)
    {
        long nowMs = log.NowMs;
        long latestMs = nowMs + (long)options.Limits.FutureWindow.TotalMilliseconds;
        long earliestMs = nowMs - (long)options.RetentionTime.TotalMilliseconds;
        long windowMs = (long)options.Limits.OutOfOrderWindow.TotalMilliseconds;
        _accepted.Clear();
        Span<MetricBatch.SampleRow> samples = batch.Samples.Rows;
        for (int i = 0; i < samples.Length; i++)
        {
            ref readonly MetricBatch.SampleRow sample = ref samples[i];
            MemorySeries? series = _rows[sample.SeriesIndex];
            if (sample.TimeMs > latestMs)
            {
                Reject(RejectReason.TooFarInFuture, batch, sample);
            }
            else if (sample.TimeMs < earliestMs || (series is { IsEmpty: false } && sample.TimeMs < series.NewestMs - windowMs))
            {
                Reject(RejectReason.TooOld, batch, sample);
            }
            else if (series is not null && series.TryFind(sample.TimeMs, out double stored))
            {
                if (BitConverter.DoubleToInt64Bits(stored) != BitConverter.DoubleToInt64Bits(sample.Value))
                {
                    Reject(RejectReason.DuplicateTimestamp, batch, sample);
                }
            }
            else if (series is not null)
            {
                _accepted.Add(i);
            }
            else if (TryAddSeries(batch, sample))
            {
                AddStart(batch, sample, earliestMs);
                _accepted.Add(i);
            }
        }
    }

    private bool TryAddSeries(MetricBatch batch, in MetricBatch.SampleRow sample)
    {
        ReadOnlySpan<byte> labels = batch.Arena.Get(batch.Series[sample.SeriesIndex].Labels);
        RejectReason reason = RejectReason.None;
        MemorySeries? series = head.Find(labels) ?? head.TryAdd(labels, out reason, out _problem);
        _rows[sample.SeriesIndex] = series;
        if (series is null)
        {
            Reject(reason, batch, sample);
        }

        return series is not null;
    }

    /// <summary>A new series that says when it was zero begins there: the increase up to its first sample is real.</summary>
    private void AddStart(MetricBatch batch, in MetricBatch.SampleRow first, long earliestMs)
    {
        long startMs = batch.Series[first.SeriesIndex].StartMs;
        if (startMs >= earliestMs && startMs > 0 && startMs < first.TimeMs)
        {
            _accepted.Add(batch.Samples.Add(new MetricBatch.SampleRow(first.SeriesIndex, startMs, 0)));
        }
    }

    private void DefineSeries(MetricBatch batch)
    {
        _newInSegment.Clear();
        foreach (int i in _accepted.Rows)
        {
            Define(_rows[batch.Samples[i].SeriesIndex]!);
        }

        foreach (ref readonly MetricBatch.ExemplarRow exemplar in batch.Exemplars.Rows)
        {
            if (SeriesOf(batch, exemplar) is { } series)
            {
                Define(series);
            }
        }
    }

    private void Define(MemorySeries series)
    {
        if (series.Wal.Segment != log.Segment)
        {
            references.Define(series);
            _newInSegment.Add(series);
        }
    }

    /// <summary>Fills the record; false when there is nothing worth one.</summary>
    private bool Encode(MetricBatch batch)
    {
        ByteWriter record = log.Record;
        record.WriteVarint((uint)_newInSegment.Count);
        foreach (MemorySeries series in _newInSegment)
        {
            record.WriteBlock(series.Key.Span);
        }

        int metadata = EncodeMetadata(batch, record);
        int exemplars = EncodeExemplars(batch, record);
        int reference = -1;
        long previousMs = 0;
        foreach (int i in _accepted.Rows)
        {
            ref readonly MetricBatch.SampleRow sample = ref batch.Samples[i];
            MemorySeries series = _rows[sample.SeriesIndex]!;
            MetricRecord.WriteSample(record, series, sample.TimeMs, sample.Value, ref reference, ref previousMs);
            _newestMs = Math.Max(_newestMs, sample.TimeMs);
        }

        return _newInSegment.Count + metadata + exemplars + _accepted.Count > 0;
    }

    private int EncodeMetadata(MetricBatch batch, ByteWriter record)
    {
        int count = 0;
        foreach (ref readonly MetricBatch.MetadataRow row in batch.Metadata.Rows)
        {
            count += IsKnown(batch, row) ? 0 : 1;
        }

        record.WriteVarint((uint)count);
        if (count == 0)
        {
            return 0;
        }

        foreach (ref readonly MetricBatch.MetadataRow row in batch.Metadata.Rows)
        {
            if (!IsKnown(batch, row))
            {
                record.WriteBlock(batch.Arena.Get(row.Name));
                record.WriteVarint((uint)row.Type);
                record.WriteBlock(batch.Arena.Get(row.Help));
                record.WriteBlock(batch.Arena.Get(row.Unit));
            }
        }

        return count;
    }

    private bool IsKnown(MetricBatch batch, in MetricBatch.MetadataRow row) => head.Metadata.IsKnown(
        batch.Arena.Get(row.Name), row.Type, batch.Arena.Get(row.Help), batch.Arena.Get(row.Unit), log.Segment);

    private int EncodeExemplars(MetricBatch batch, ByteWriter record)
    {
        int count = 0;
        foreach (ref readonly MetricBatch.ExemplarRow row in batch.Exemplars.Rows)
        {
            count += SeriesOf(batch, row) is null ? 0 : 1;
        }

        record.WriteVarint((uint)count);
        foreach (ref readonly MetricBatch.ExemplarRow row in batch.Exemplars.Rows)
        {
            if (SeriesOf(batch, row) is { } series)
            {
                record.WriteVarint((uint)series.Wal.Reference);
                record.WriteZigZag(row.TimeMs);
                record.WriteFixed64(BitConverter.DoubleToUInt64Bits(row.Value));
                record.WriteBlock(batch.Arena.Get(row.Labels));
            }
        }

        return count;
    }

    /// <summary>Series that an exemplar belongs to; null when it cannot be kept.</summary>
    private MemorySeries? SeriesOf(MetricBatch batch, in MetricBatch.ExemplarRow row) =>
        LabelSetCheck.TryCount(batch.Arena.Get(row.Labels), out _) ? _rows[row.SeriesIndex] : null;

    /// <summary>Makes visible what was logged. Two values for one time within the batch meet here: the second is refused.</summary>
    private void Apply(MetricBatch batch)
    {
        long segment = log.Segment;
        foreach (int i in _accepted.Rows)
        {
            ref readonly MetricBatch.SampleRow sample = ref batch.Samples[i];
            MemorySeries series = _rows[sample.SeriesIndex]!;
            if (!head.TryAppend(series, sample.TimeMs, sample.Value, segment))
            {
                Reject(RejectReason.DuplicateTimestamp, batch, sample);
            }
        }

        foreach (ref readonly MetricBatch.MetadataRow row in batch.Metadata.Rows)
        {
            if (!IsKnown(batch, row))
            {
                head.Metadata.Set(
                    batch.Arena.Get(row.Name), row.Type, batch.Arena.Get(row.Help), batch.Arena.Get(row.Unit), segment);
            }
        }

        foreach (ref readonly MetricBatch.ExemplarRow row in batch.Exemplars.Rows)
        {
            if (SeriesOf(batch, row) is { } series)
            {
                head.Exemplars.Add(series, row.TimeMs, row.Value, batch.Arena.Get(row.Labels), segment);
            }
        }
    }

    private void Reject(RejectReason reason, MetricBatch batch, in MetricBatch.SampleRow sample)
    {
        _rejected++;
        log.Count(0, reason, 1);
        if (_firstReason == RejectReason.None)
        {
            _firstReason = reason;
            _firstMessage = Explain(reason, batch, sample);
        }
    }

    private string? Explain(RejectReason reason, MetricBatch batch, in MetricBatch.SampleRow sample)
    {
        if (reason is RejectReason.InvalidLabels or RejectReason.LabelLimit or RejectReason.SeriesLimit)
        {
            return _problem;
        }

        Labels labels = _rows[sample.SeriesIndex]?.Labels ?? ReadLabels(batch.Arena.Get(batch.Series[sample.SeriesIndex].Labels));
        return reason switch
        {
            RejectReason.TooFarInFuture =>
                $"sample of {labels} at {sample.TimeMs} is further ahead of the clock than "
                    + $"limits.future_window ({options.Limits.FutureWindow})",
            RejectReason.TooOld =>
                $"sample of {labels} at {sample.TimeMs} is older than limits.out_of_order_window ({options.Limits.OutOfOrderWindow}) "
                    + $"before the newest of its series or than the retention ({options.RetentionTime})",
            _ => $"another value is stored for {labels} at {sample.TimeMs}",
        };
    }

    private static Labels ReadLabels(ReadOnlySpan<byte> encoded) =>
        LabelSetCheck.TryCount(encoded, out _) ? EncodedLabels.Read(encoded) : Labels.Empty;
}
