namespace Tta.Model;

/// <summary>A judgement of a trace, an observation, a session or a run over a dataset. Immutable.</summary>
public sealed record LlmScore
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>When the judgement was made, Unix nanoseconds.</summary>
    public long TimestampNs { get; init; }

    /// <summary>What is judged.</summary>
    public required string Name { get; init; }

    /// <summary>Trace that is judged.</summary>
    public string? TraceId { get; init; }

    /// <summary>Observation that is judged.</summary>
    public string? ObservationId { get; init; }

    /// <summary>Session that is judged.</summary>
    public string? SessionId { get; init; }

    /// <summary>Run over a dataset that is judged.</summary>
    public string? DatasetRunId { get; init; }

    /// <summary>What the value is.</summary>
    public LlmScoreDataType DataType { get; init; }

    /// <summary>Who judged.</summary>
    public LlmScoreSource Source { get; init; }

    /// <summary>Value of a numeric or boolean score, or number of the category.</summary>
    public double? Number { get; init; }

    /// <summary>Value of a categorical, text or correction score.</summary>
    public string? Text { get; init; }

    /// <summary>Why.</summary>
    public string? Comment { get; init; }

    /// <summary>Metadata, a JSON object.</summary>
    public string? MetadataJson { get; init; }

    /// <summary>Score configuration that it follows.</summary>
    public string? ConfigId { get; init; }

    /// <summary>Annotation queue that it came from.</summary>
    public string? QueueId { get; init; }

    /// <summary>Person who judged.</summary>
    public string? AuthorUserId { get; init; }

    /// <summary>Environment. Default: <c>default</c>.</summary>
    public string Environment { get; init; } = "default";

    /// <summary>First report, Unix nanoseconds.</summary>
    public long CreatedNs { get; init; }

    /// <summary>Last report, Unix nanoseconds.</summary>
    public long UpdatedNs { get; init; }
}
