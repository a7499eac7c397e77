namespace Tta.Integrations;

/// <summary>What a run of code gave. Immutable.</summary>
/// <param name="SandboxId">Where it ran.</param>
/// <param name="StandardOutput">All of standard output.</param>
/// <param name="StandardError">All of standard error.</param>
/// <param name="Results">Displayed values in order; the last is the value of the code.</param>
public sealed record E2BCodeResult(string SandboxId, string StandardOutput, string StandardError, IReadOnlyList<E2BOutput> Results)
{
    /// <summary>Why the code failed; null when it did not.</summary>
    public E2BOutput? Error { get; init; }

    /// <summary>Whether the code ran to its end without an error.</summary>
    public bool Succeeded => Error is null;

    /// <summary>Whether output beyond <see cref="E2BCode.MaxOutputLength"/> was dropped.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Time from the request to the last output.</summary>
    public TimeSpan Duration { get; init; }
}
