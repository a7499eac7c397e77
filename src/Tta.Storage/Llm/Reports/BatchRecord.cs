// Spec: docs/formats/llm.md, section "Record of type 2".
using System.Text;
using Tta.Model;
using Tta.Storage.Llm.Pricing;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>A batch as the payload of a record: kind and bytes of each report and deletion. Not thread-safe.</summary>
internal sealed class BatchRecord
{
    private const int KeepBytes = 1 << 20;

    private readonly ByteWriter _report = new();
    private readonly ReportFields _fields = new();

    /// <param name="target">Where to.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="pricing">Prices observations; null leaves them as they are.</param>
    public void Write(ByteWriter target, LlmBatch batch, ObservationPricing? pricing)
    {
        foreach (LlmTraceChange change in batch.Traces)
        {
            _report.Reset(0, KeepBytes);
            TraceReport.Write(_report, change);
            Add(target, ReportKind.Trace);
        }

        pricing?.BeginBatch();
        foreach (LlmObservationChange change in batch.Observations)
        {
            _report.Reset(0, KeepBytes);
            string? attributes = null;
            Priced? priced = pricing?.PriceOf(change, out attributes);
            ObservationReport.Write(_report, change, priced, attributes);
            Add(target, ReportKind.Observation);
        }

        foreach (LlmScoreChange change in batch.Scores)
        {
            _report.Reset(0, KeepBytes);
            ScoreReport.Write(_report, change);
            Add(target, ReportKind.Score);
        }

        WriteIds(target, ReportKind.DeleteTrace, batch.DeletedTraceIds);
        WriteIds(target, ReportKind.DeleteScore, batch.DeletedScoreIds);
    }

    /// <summary>Reads the next report of a payload.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public static bool Next(ReadOnlySpan<byte> payload, ref int position, out ReportKind kind, out ReadOnlySpan<byte> report)
    {
        kind = default;
        report = default;
        if (position >= payload.Length)
        {
            return false;
        }

        kind = (ReportKind)payload[position++];
        if (!Varint.TryRead(payload, ref position, out ulong length) || length > (ulong)(payload.Length - position))
        {
            throw new InvalidDataException("a report is longer than its record");
        }

        report = payload.Slice(position, (int)length);
        position += (int)length;
        return true;
    }

    /// <summary>Checks a whole payload, so that none of a damaged one is taken. Returns the time of its newest thing, Unix ns.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public long Check(ReadOnlySpan<byte> payload)
    {
        long newestNs = long.MinValue;
        int position = 0;
        while (Next(payload, ref position, out ReportKind kind, out ReadOnlySpan<byte> report))
        {
            if (kind is ReportKind.DeleteTrace or ReportKind.DeleteScore)
            {
                continue;
            }

            _fields.Read(report.ToArray());
            bool isScore = kind == ReportKind.Score;
            if (kind > ReportKind.Score || _fields.Bytes(TraceField.Id).IsEmpty || (isScore && _fields.Bytes(ScoreField.Name).IsEmpty))
            {
                throw new InvalidDataException($"a report of kind {(byte)kind} lacks an id or a name, or the kind is not known");
            }

            long? timeNs = _fields.Number(kind == ReportKind.Observation ? ObservationField.StartNs : TraceField.TimestampNs);
            if (kind == ReportKind.Observation)
            {
                _fields.Units(ObservationField.Usage);
                _fields.Costs(ObservationField.GivenCosts);
                _fields.Costs(ObservationField.ComputedCosts);
            }

            newestNs = Math.Max(newestNs, timeNs ?? _fields.Number(TraceField.EventNs) ?? 0);
        }

        return newestNs;
    }

    private static void WriteIds(ByteWriter target, ReportKind kind, List<string> ids)
    {
        foreach (string id in ids)
        {
            target.WriteByte((byte)kind);
            target.WriteBlock(Encoding.UTF8.GetBytes(id));
        }
    }

    private void Add(ByteWriter target, ReportKind kind)
    {
        target.WriteByte((byte)kind);
        target.WriteBlock(_report.Written);
    }
}
