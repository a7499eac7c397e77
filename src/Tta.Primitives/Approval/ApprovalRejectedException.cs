namespace Tta.Primitives;

/// <summary>A person said no.</summary>
public sealed class ApprovalRejectedException : Exception, IClassifiedError
{
    /// <summary>Says which gate and who.</summary>
    /// <param name="gate">Name of the approval gate.</param>
    /// <param name="decision">The answer.</param>
    public ApprovalRejectedException(string gate, ApprovalDecision decision)
        : base($"approval '{gate}' was rejected{(decision?.By is { } by ? " by " + by : "")}")
    {
        Gate = gate;
        Decision = decision ?? throw new ArgumentNullException(nameof(decision));
    }

    /// <summary>Name of the approval gate.</summary>
    public string Gate { get; }

    /// <summary>The answer.</summary>
    public ApprovalDecision Decision { get; }

    /// <inheritdoc/>
    public string ErrorType => "approval_rejected";

    /// <inheritdoc/>
    public bool IsTransient => false;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;
}
