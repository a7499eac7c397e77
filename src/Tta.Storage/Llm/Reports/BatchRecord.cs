// Spec: docs/formats/llm.md, section "Record of type 2".
using System.Text;
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Reports;

/// <summary>A batch as the payload of a record: kind and bytes of each report and deletion. Not thread-safe.</summary>
internal sealed class BatchRecord
{
    private readonly ByteWriter _report = new();
    private readonly ReportFields _fields = new();

    public void Write(ByteWriter target, LlmBatch batch)
    {
        foreach (LlmTraceChange change in batch.Traces)
        {
            Begin();
            TraceReport.Write(_report, change);
            End(target, ReportKind.Trace);
        }

        foreach (LlmObservationChange change in batch.Observations)
        {
            Begin();
            ObservationReport.Write(_report, change);
            End(target, ReportKind.Observation);
        }

        foreach (LlmScoreChange change in batch.Scores)
        {
            Begin();
            ScoreReport.Write(_report, change);
            End(target, ReportKind.Score);
        }

        WriteIds(target, ReportKind.DeleteTrace, batch.DeletedTraceIds);
        WriteIds(target, ReportKind.DeleteScore, batch.DeletedScoreIds);
    }

    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public LlmBatch Read(ReadOnlySpan<byte> payload)
    {
        var batch = new LlmBatch();
        for (int position = 0; position < payload.Length;)
        {
            var kind = (ReportKind)payload[position++];
            if (!Varint.TryRead(payload, ref position, out ulong length) || length > (ulong)(payload.Length - position))
            {
                throw new InvalidDataException("a report is longer than its record");
            }

            ReadOnlySpan<byte> report = payload.Slice(position, (int)length);
            position += (int)length;
            Add(batch, kind, report);
        }

        return batch;
    }

    private void Add(LlmBatch batch, ReportKind kind, ReadOnlySpan<byte> report)
    {
        switch (kind)
        {
            case ReportKind.Trace:
                _fields.Read(report, withContent: true);
                batch.Traces.Add(TraceReport.Read(_fields));
                break;
            case ReportKind.Observation:
                _fields.Read(report, withContent: true);
                batch.Observations.Add(ObservationReport.Read(_fields));
                break;
            case ReportKind.Score:
                _fields.Read(report, withContent: true);
                batch.Scores.Add(ScoreReport.Read(_fields));
                break;
            case ReportKind.DeleteTrace:
                batch.DeletedTraceIds.Add(Encoding.UTF8.GetString(report));
                break;
            case ReportKind.DeleteScore:
                batch.DeletedScoreIds.Add(Encoding.UTF8.GetString(report));
                break;
            default:
                throw new InvalidDataException($"unknown kind of report {(byte)kind}");
        }
    }

    private void Begin() => _report.Reset(0, 1 << 20);

    private void End(ByteWriter target, ReportKind kind)
    {
        target.WriteByte((byte)kind);
        target.WriteBlock(_report.Written);
    }

    private static void WriteIds(ByteWriter target, ReportKind kind, List<string> ids)
    {
        foreach (string id in ids)
        {
            target.WriteByte((byte)kind);
            target.WriteBlock(Encoding.UTF8.GetBytes(id));
        }
    }
}
