// Spec: docs/formats/llm.md, section "Index".
using Tta.Model;
using Tta.Storage.Llm.Pricing;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Rows;

/// <summary>Writes what rows know as one report without content, from which the same row can be made. Used under the lock of the store.</summary>
internal sealed class IndexEntry(LlmTables tables)
{
    private readonly ObservationReader _reader = new(tables);
    private readonly ByteWriter _writer = new();

    public byte[] OfObservation(int row)
    {
        ObservationRows rows = tables.Observations;
        LlmObservation known = _reader.Read(row, LlmContent.None);
        bool isGiven = rows.KindSymbol(row, ObservationSlot.IsCostGiven) != 0;
        var said = new LlmObservationChange
        {
            Id = known.Id,
            TraceId = known.TraceId,
            EventNs = rows.EventNs[row],
            Type = known.Type,
            Name = known.Name,
            StartNs = known.StartNs == 0 ? null : known.StartNs,
            EndNs = known.EndNs == 0 ? null : known.EndNs,
            CompletionStartNs = known.CompletionStartNs,
            ParentId = known.ParentId,
            Level = known.Level,
            Version = known.Version,
            Environment = tables.Symbols.Text(rows.ContextTuples.Symbol(rows.Contexts[row], ObservationSlot.Environment)),
            Operation = known.Operation,
            Model = known.Model,
            Provider = known.Provider,
            UsageDetails = known.UsageDetails,
            CostDetails = isGiven ? known.CostDetails : null,
            PromptName = known.PromptName,
            PromptVersion = known.PromptVersion,
            Persona = known.Persona,
            ChatMode = known.ChatMode,
            WorkflowName = known.WorkflowName,
            Workspace = known.Workspace,
            Service = known.Service,
            FinishReason = known.FinishReason,
            Error = known.Error,
        };
        Priced? priced = known.PricedAs is null ? null : new Priced(known.PricedAs, known.PricingTier ?? "", known.PriceVersion ?? "", known.CostDetails);
        _writer.Reset(0, 1 << 16);
        ObservationReport.Write(_writer, said, priced, tables.Symbols.Text(rows.KindSymbol(row, ObservationSlot.PriceAttributes)));
        new ReportWriter(_writer).Flag(ObservationField.HasContent, known.HasContent ? true : null);
        return _writer.Written.ToArray();
    }

    public byte[] OfTrace(int row)
    {
        TraceRows traces = tables.Traces;
        _writer.Reset(0, 1 << 16);
        TraceReport.Write(_writer, new LlmTraceChange
        {
            Id = traces.Id(row),
            EventNs = traces.EventNs[row],
            TimestampNs = traces.TimestampNs[row] is not 0 and var said ? said : null,
            Name = traces.Text(row, TraceRows.Name),
            UserId = tables.Symbols.Text(traces.Users[row]),
            SessionId = tables.Symbols.Text(traces.Sessions[row]),
            Release = traces.Text(row, TraceRows.Release),
            Version = traces.Text(row, TraceRows.Version),
            Tags = traces.TagSets[row] == 0 ? null : traces.Tags(traces.TagSets[row]),
            Public = traces.Text(row, TraceRows.Public) is null ? null : true,
            Bookmarked = traces.Text(row, TraceRows.Bookmarked) is null ? null : true,
            Environment = traces.Text(row, TraceRows.Environment),
            Workspace = traces.Text(row, TraceRows.Workspace),
            Service = traces.Text(row, TraceRows.Service),
        });
        return _writer.Written.ToArray();
    }

    public byte[] OfScore(ScoreRow score)
    {
        _writer.Reset(0, 1 << 16);
        ScoreReport.Write(_writer, score.Said);
        new ReportWriter(_writer).Number(ScoreField.CreatedNs, score.Score.CreatedNs);
        return _writer.Written.ToArray();
    }
}
