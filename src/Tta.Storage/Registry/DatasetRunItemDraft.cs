namespace Tta.Storage.Registry;

/// <summary>What a run did with an item.</summary>
/// <param name="RunName">Name of the run; it is made when there is none.</param>
/// <param name="ItemId">The item.</param>
/// <param name="TraceId">Trace of the task.</param>
public sealed record DatasetRunItemDraft(string RunName, string ItemId, string TraceId)
{
    /// <summary>Observation of the task, or null.</summary>
    public string? ObservationId { get; init; }

    /// <summary>What the run tries; taken when the run is made.</summary>
    public string? RunDescription { get; init; }

    /// <summary>Facts of the run, JSON; taken when the run is made.</summary>
    public string? RunMetadataJson { get; init; }

    /// <summary>The item as it was at this time, Unix ms; null = now.</summary>
    public long? ItemAtMs { get; init; }

    /// <summary>When it happened, Unix ms; null = now.</summary>
    public long? CreatedMs { get; init; }
}
