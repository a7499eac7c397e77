using Tta.Primitives;

namespace Tta.Observability;

/// <summary>The result of a stage did not pass a quality gate.</summary>
/// <param name="stage">The stage.</param>
/// <param name="gate">The gate.</param>
/// <param name="reason">Why it did not pass.</param>
public sealed class QualityGateFailedException(string stage, string gate, string reason)
    : Exception($"stage {stage} did not pass quality gate {gate}: {reason}"), IClassifiedError
{
    /// <summary>The stage.</summary>
    public string Stage { get; } = stage;

    /// <summary>The gate.</summary>
    public string Gate { get; } = gate;

    /// <inheritdoc/>
    public string ErrorType => "quality_gate_failed";

    /// <summary>False: the same result does not pass the same gate.</summary>
    public bool IsTransient => false;

    /// <summary>Null: waiting changes nothing.</summary>
    public TimeSpan? RetryAfter => null;
}
