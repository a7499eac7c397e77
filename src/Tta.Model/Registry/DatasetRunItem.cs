namespace Tta.Model;

/// <summary>What a run did with one item: the trace of it.</summary>
public sealed record DatasetRunItem
{
    /// <summary>Id of the link.</summary>
    public required string Id { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Version of the item that was used, its <see cref="DatasetItem.ValidFromMs"/>.</summary>
    public required long ItemValidFromMs { get; init; }

    /// <summary>Trace of the task.</summary>
    public required string TraceId { get; init; }

    /// <summary>Observation of the task, or null when it is the whole trace.</summary>
    public string? ObservationId { get; init; }

    /// <summary>When it was made, Unix ms.</summary>
    public required long CreatedMs { get; init; }
}
