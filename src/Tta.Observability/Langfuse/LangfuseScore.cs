namespace Tta.Observability;

/// <summary>A judgement about a trace or one of its observations.</summary>
/// <param name="Name">What is judged, for example <c>relevance</c>.</param>
/// <param name="Value">A number, true or false, or a category.</param>
/// <param name="TraceId">Trace it is about, 32 hex digits; empty when it is about a run over a dataset.</param>
internal sealed record LangfuseScore(string Name, object Value, string TraceId)
{
    /// <summary>Makes a second delivery of the same score harmless.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    public string? ObservationId { get; init; }

    public string? DatasetRunId { get; init; }

    public string? Comment { get; init; }
}
