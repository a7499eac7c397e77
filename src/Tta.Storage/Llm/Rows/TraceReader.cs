using Tta.Model;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>Makes traces of rows. Used under the lock of the store.</summary>
internal sealed class TraceReader(LlmTables tables)
{
    private readonly ReportFields _fields = new();

    public LlmTrace Read(int row, LlmContent content)
    {
        TraceRows traces = tables.Traces;
        TraceSums sums = tables.Sums;
        var trace = new LlmTrace
        {
            Id = traces.Id(row),
            TimestampNs = traces.BeganNs(row),
            Name = traces.Text(row, TraceRows.Name),
            UserId = tables.Symbols.Text(traces.Users[row]),
            SessionId = tables.Symbols.Text(traces.Sessions[row]),
            Release = traces.Text(row, TraceRows.Release),
            Version = traces.Text(row, TraceRows.Version),
            Environment = traces.Text(row, TraceRows.Environment) ?? Views.DefaultEnvironment,
            Workspace = traces.Text(row, TraceRows.Workspace),
            Service = traces.Text(row, TraceRows.Service),
            Tags = traces.Tags(traces.TagSets[row]),
            Public = traces.Text(row, TraceRows.Public) is not null,
            Bookmarked = traces.Text(row, TraceRows.Bookmarked) is not null,
            UpdatedNs = traces.Locations[row] == Location.None ? traces.BeganNs(row) : traces.EventNs[row],
            ObservationCount = traces.ObservationCounts[row],
            ErrorCount = sums.ErrorCounts[row],
            LatencyNs = sums.LatencyNs(row),
            InputTokens = sums.InputTokens[row],
            OutputTokens = sums.OutputTokens[row],
            TotalTokens = sums.TotalTokens[row],
            TotalCost = sums.Cost(row),
        };
        return content == LlmContent.None ? trace : WithContent(trace, tables.Reports(traces.Locations[row]));
    }

    private LlmTrace WithContent(LlmTrace trace, List<ReadOnlyMemory<byte>> reports)
    {
        LlmTraceChange? said = null;
        long createdNs = trace.UpdatedNs;
        foreach (ReadOnlyMemory<byte> report in ReportOrder.ByEvent(reports))
        {
            _fields.Read(report);
            LlmTraceChange next = TraceReport.Read(_fields);
            createdNs = said is null ? next.EventNs : createdNs;
            said = said is null ? next : ReportMerge.Merge(said, next);
        }

        return trace with { InputJson = said?.InputJson, OutputJson = said?.OutputJson, MetadataJson = said?.MetadataJson, CreatedNs = createdNs };
    }
}
