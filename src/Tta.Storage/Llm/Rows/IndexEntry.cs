// Spec: docs/formats/llm.md, section "Index".
using Tta.Model;
using Tta.Storage.Llm.Pricing;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Rows;

/// <summary>Writes what rows know as one report without content, from which the same row can be made. Used under the lock of the store.</summary>
internal sealed class IndexEntry(LlmTables tables)
{
    private const int KeepBytes = 1 << 16;

    private readonly ObservationReader _reader = new(tables);
    private readonly ReportFields _fields = new();
    private readonly ByteWriter _writer = new();

    /// <summary>What is known of a thing; valid until the next one.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="row">Its row.</param>
    /// <param name="scoreId">Id of a score.</param>
    public ReadOnlySpan<byte> Of(ReportKind kind, int row, string? scoreId)
    {
        _writer.Reset(0, KeepBytes);
        switch (kind)
        {
            case ReportKind.Trace:
                WriteTrace(row);
                break;
            case ReportKind.Observation:
                WriteObservation(row);
                break;
            default:
                WriteScore(tables.Scores[scoreId!]);
                break;
        }

        return _writer.Written;
    }

    /// <summary>Mostly there is one report about a thing: then it says all that the row knows.</summary>
    private bool TryCopyOnlyReport(Location location)
    {
        if (!tables.TryReadOnlyReport(location, out ReadOnlyMemory<byte> report))
        {
            return false;
        }

        _fields.Read(report);
        if (!_fields.TryGetWithoutContent(out ReadOnlyMemory<byte> known))
        {
            return false;
        }

        _writer.WriteRaw(known.Span);
        return true;
    }

    private void WriteObservation(int row)
    {
        if (TryCopyOnlyReport(tables.Observations.Locations[row]) && _fields.Has(ObservationField.TraceId) && !_fields.Has(ObservationField.GivenCosts))
        {
            bool hasContent = _fields.Has(ObservationField.Input) || _fields.Has(ObservationField.Output);
            new ReportWriter(_writer).Flag(ObservationField.HasContent, hasContent ? true : null);
            return;
        }

        _writer.Reset(0, KeepBytes);
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
        ObservationReport.Write(_writer, said, priced, tables.Symbols.Text(rows.KindSymbol(row, ObservationSlot.PriceAttributes)));
        new ReportWriter(_writer).Flag(ObservationField.HasContent, known.HasContent ? true : null);
    }

    private void WriteTrace(int row)
    {
        TraceRows traces = tables.Traces;
        if (TryCopyOnlyReport(traces.Locations[row]))
        {
            return;
        }

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
    }

    private void WriteScore(ScoreRow score)
    {
        ScoreReport.Write(_writer, score.Said);
        new ReportWriter(_writer).Number(ScoreField.CreatedNs, score.Score.CreatedNs);
    }
}
