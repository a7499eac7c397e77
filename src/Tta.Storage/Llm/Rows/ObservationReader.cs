using System.Globalization;
using Tta.Model;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>Makes observations of rows. Used under the lock of the store.</summary>
internal sealed class ObservationReader(LlmTables tables)
{
    private readonly ReportFields _fields = new();

    public LlmObservation Read(int row, LlmContent content)
    {
        LlmObservation observation = Read(row);
        return content == LlmContent.None ? observation : WithContent(observation, tables.Reports(tables.Observations.Locations[row]));
    }

    private LlmObservation Read(int row)
    {
        ObservationRows rows = tables.Observations;
        TraceRows traces = tables.Traces;
        int trace = rows.Traces[row];
        return new LlmObservation
        {
            Id = rows.Id(row),
            TraceId = traces.Id(trace),
            ParentId = rows.ParentId(row),
            Type = EnumText.ObservationType(Kind(row, ObservationSlot.Type)),
            Name = Kind(row, ObservationSlot.Name),
            StartNs = rows.StartNs[row],
            EndNs = rows.EndNs[row],
            CompletionStartNs = rows.CompletionStartNs[row] is not 0 and var first ? first : null,
            Level = EnumText.Level(Kind(row, ObservationSlot.Level)),
            Version = Context(row, ObservationSlot.Version),
            Environment = Context(row, ObservationSlot.Environment) ?? Views.DefaultEnvironment,
            Operation = Kind(row, ObservationSlot.Operation),
            Model = Kind(row, ObservationSlot.Model),
            Provider = Kind(row, ObservationSlot.Provider),
            PromptName = Kind(row, ObservationSlot.PromptName),
            PromptVersion = Kind(row, ObservationSlot.PromptVersion) is { } version ? int.Parse(version, CultureInfo.InvariantCulture) : null,
            Persona = Context(row, ObservationSlot.Persona),
            ChatMode = Context(row, ObservationSlot.ChatMode),
            WorkflowName = Context(row, ObservationSlot.WorkflowName),
            Workspace = Context(row, ObservationSlot.Workspace),
            Service = Context(row, ObservationSlot.Service),
            FinishReason = Kind(row, ObservationSlot.FinishReason),
            Error = tables.Symbols.Text(rows.Errors[row]),
            UsageDetails = rows.Usage.Units(row),
            CostDetails = Costs(row),
            PricedAs = Kind(row, ObservationSlot.PricedAs),
            PricingTier = Kind(row, ObservationSlot.PricingTier),
            PriceVersion = Kind(row, ObservationSlot.PriceVersion),
            HasContent = rows.KindSymbol(row, ObservationSlot.HasContent) != 0,
            UpdatedNs = rows.EventNs[row],
            TraceName = traces.Text(trace, TraceRows.Name),
            UserId = tables.Symbols.Text(traces.Users[trace]),
            SessionId = tables.Symbols.Text(traces.Sessions[trace]),
            Release = traces.Text(trace, TraceRows.Release),
            Tags = traces.Tags(traces.TagSets[trace]),
            Public = traces.Text(trace, TraceRows.Public) is not null,
            Bookmarked = traces.Text(trace, TraceRows.Bookmarked) is not null,
        };
    }

    private LlmObservation WithContent(LlmObservation row, List<ReadOnlyMemory<byte>> reports)
    {
        IReadOnlyDictionary<string, decimal>? computed = null;
        foreach (ReadOnlyMemory<byte> report in reports)
        {
            _fields.Read(report);
            computed = _fields.Costs(ObservationField.ComputedCosts) ?? computed;
        }

        LlmObservationChange? said = null;
        long createdNs = row.UpdatedNs;
        foreach (ReadOnlyMemory<byte> report in ReportOrder.ByEvent(reports))
        {
            _fields.Read(report);
            LlmObservationChange next = ObservationReport.Read(_fields);
            createdNs = said is null ? next.EventNs : createdNs;
            said = said is null ? next : ReportMerge.Merge(said, next);
        }

        return row with
        {
            InputJson = said?.InputJson,
            OutputJson = said?.OutputJson,
            MetadataJson = said?.MetadataJson,
            StatusMessage = said?.StatusMessage,
            ModelParametersJson = said?.ModelParametersJson,
            SystemInstructionsJson = said?.SystemInstructionsJson,
            ToolDefinitionsJson = said?.ToolDefinitionsJson,
            CostDetails = said?.CostDetails is { } given ? Views.GivenCosts(given) : row.PricedAs is null ? row.CostDetails : computed ?? row.CostDetails,
            CreatedNs = createdNs,
        };
    }

    private Dictionary<string, decimal> Costs(int row)
    {
        var costs = new Dictionary<string, decimal>(3, StringComparer.Ordinal);
        Add("input", tables.Observations.InputCosts[row]);
        Add("output", tables.Observations.OutputCosts[row]);
        Add(LlmUsage.TotalKey, tables.Observations.TotalCosts[row]);
        return costs;

        void Add(string type, decimal? cost)
        {
            if (cost is { } known)
            {
                costs[type] = known;
            }
        }
    }

    private string? Kind(int row, int slot) => tables.Symbols.Text(tables.Observations.KindSymbol(row, slot));

    private string? Context(int row, int slot) =>
        tables.Symbols.Text(tables.Observations.ContextTuples.Symbol(tables.Observations.Contexts[row], slot));
}
