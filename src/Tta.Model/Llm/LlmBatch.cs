namespace Tta.Model;

/// <summary>
/// Reports that are stored together: after a crash all of them are there or none. Deletions come after the reports of the same batch.
/// Not thread-safe.
/// </summary>
public sealed class LlmBatch
{
    /// <summary>Reports about traces.</summary>
    public List<LlmTraceChange> Traces { get; } = [];

    /// <summary>Reports about observations.</summary>
    public List<LlmObservationChange> Observations { get; } = [];

    /// <summary>Reports about scores.</summary>
    public List<LlmScoreChange> Scores { get; } = [];

    /// <summary>Traces to delete, with their observations and the scores of them. A later report makes the id known again.</summary>
    public List<string> DeletedTraceIds { get; } = [];

    /// <summary>Scores to delete.</summary>
    public List<string> DeletedScoreIds { get; } = [];

    /// <summary>Number of reports and deletions.</summary>
    public int Count => Traces.Count + Observations.Count + Scores.Count + DeletedTraceIds.Count + DeletedScoreIds.Count;
}
