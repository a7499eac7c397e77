using Tta.Primitives;

namespace Tta.Observability;

/// <summary>Decides whether the result of a stage is good enough to go on.</summary>
/// <typeparam name="T">The result.</typeparam>
/// <param name="Name">Name in telemetry, from a small fixed set.</param>
/// <param name="Check">Null when the result passes, else why it does not.</param>
public sealed record QualityGate<T>(string Name, Func<T, WorkflowContext, CancellationToken, ValueTask<string?>> Check)
{
    /// <summary>A gate that decides at once.</summary>
    /// <param name="name">Name in telemetry.</param>
    /// <param name="passes">Whether the result passes.</param>
    /// <returns>The gate.</returns>
    public static QualityGate<T> When(string name, Func<T, bool> passes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(passes);
        return new QualityGate<T>(name, (result, _, _) => new ValueTask<string?>(passes(result) ? null : "the result does not meet the condition"));
    }
}
