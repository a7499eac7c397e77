using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>All that the instruments need to know about a finished call.</summary>
internal readonly record struct ModelCallOutcome
{
    public required string Operation { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required string Status { get; init; }

    public required WorkflowContext? Workflow { get; init; }

    public required double DurationSeconds { get; init; }

    public Uri? Endpoint { get; init; }

    public string? ResponseModel { get; init; }

    public string? ErrorType { get; init; }

    public double? FirstChunkSeconds { get; init; }

    public TokenUsage Usage { get; init; }

    public double? CostUsd { get; init; }
}
