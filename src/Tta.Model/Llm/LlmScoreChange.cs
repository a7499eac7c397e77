namespace Tta.Model;

/// <summary>
/// One report about a score: a judgement of a trace, an observation, a session or a run over a dataset. A field that is null is not
/// said; reports are folded as <see cref="LlmTraceChange"/> says.
/// </summary>
public sealed record LlmScoreChange
{
    /// <summary>Id, 1 to 800 characters.</summary>
    public required string Id { get; init; }

    /// <summary>When the report was made, Unix nanoseconds: orders the reports about one score.</summary>
    public required long EventNs { get; init; }

    /// <summary>When the judgement was made, Unix nanoseconds. If never said: <see cref="EventNs"/> of the first report.</summary>
    public long? TimestampNs { get; init; }

    /// <summary>What is judged, such as accuracy.</summary>
    public required string Name { get; init; }

    /// <summary>Trace that is judged.</summary>
    public string? TraceId { get; init; }

    /// <summary>Observation of that trace that is judged.</summary>
    public string? ObservationId { get; init; }

    /// <summary>Session that is judged.</summary>
    public string? SessionId { get; init; }

    /// <summary>Run over a dataset that is judged.</summary>
    public string? DatasetRunId { get; init; }

    /// <summary>What the value is.</summary>
    public required LlmScoreDataType DataType { get; init; }

    /// <summary>Who judged.</summary>
    public required LlmScoreSource Source { get; init; }

    /// <summary>Value of a numeric or boolean score (0 or 1); for a categorical one, the number of its category if it has one.</summary>
    public double? Number { get; init; }

    /// <summary>Value of a categorical, text or correction score.</summary>
    public string? Text { get; init; }

    /// <summary>Why.</summary>
    public string? Comment { get; init; }

    /// <summary>Metadata, a JSON object; merged deeply.</summary>
    public string? MetadataJson { get; init; }

    /// <summary>Score configuration that it follows.</summary>
    public string? ConfigId { get; init; }

    /// <summary>Annotation queue that it came from.</summary>
    public string? QueueId { get; init; }

    /// <summary>Person who judged.</summary>
    public string? AuthorUserId { get; init; }

    /// <summary>Environment, such as production.</summary>
    public string? Environment { get; init; }
}
