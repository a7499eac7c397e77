using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Makes one report of what several spans of a batch say about their trace. Not thread-safe.</summary>
internal sealed class TraceReports
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Turns to an empty batch.</summary>
    public void Clear() => _places.Clear();

    /// <summary>Joins the last report with an earlier one about the same trace. Two that have metadata stay apart: the store merges them member by member.</summary>
    public void JoinLast(List<LlmTraceChange> traces)
    {
        if (traces.Count == 0)
        {
            return;
        }

        LlmTraceChange last = traces[^1];
        if (!_places.TryGetValue(last.Id, out int place))
        {
            _places.Add(last.Id, traces.Count - 1);
        }
        else if (place != traces.Count - 1 && (traces[place].MetadataJson is null || last.MetadataJson is null))
        {
            traces[place] = last.EventNs < traces[place].EventNs ? Join(last, traces[place]) : Join(traces[place], last);
            traces.RemoveAt(traces.Count - 1);
        }
    }

    // What the newer one says counts.
    private static LlmTraceChange Join(LlmTraceChange older, LlmTraceChange newer) => newer with
    {
        TimestampNs = newer.TimestampNs ?? older.TimestampNs,
        Name = newer.Name ?? older.Name,
        UserId = newer.UserId ?? older.UserId,
        SessionId = newer.SessionId ?? older.SessionId,
        InputJson = newer.InputJson ?? older.InputJson,
        OutputJson = newer.OutputJson ?? older.OutputJson,
        Release = newer.Release ?? older.Release,
        Version = newer.Version ?? older.Version,
        MetadataJson = newer.MetadataJson ?? older.MetadataJson,
        Tags = newer.Tags is { Count: > 0 } && older.Tags is { Count: > 0 } ? [.. older.Tags, .. newer.Tags] : newer.Tags is { Count: > 0 } ? newer.Tags : older.Tags,
        Public = newer.Public ?? older.Public,
        Environment = newer.Environment ?? older.Environment,
        Workspace = newer.Workspace ?? older.Workspace,
        Service = newer.Service ?? older.Service,
    };
}
