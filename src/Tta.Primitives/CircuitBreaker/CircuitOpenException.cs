namespace Tta.Primitives;

/// <summary>A circuit breaker refused to run its step.</summary>
public sealed class CircuitOpenException : Exception, IClassifiedError
{
    /// <summary>Says which circuit is open.</summary>
    /// <param name="primitiveName">The circuit breaker.</param>
    /// <param name="retryAfter">Time until a probe is let through, where known.</param>
    /// <param name="innerException">The failure that opened it, where known.</param>
    public CircuitOpenException(string primitiveName, TimeSpan? retryAfter, Exception? innerException)
        : base($"circuit breaker '{primitiveName}' is open: its step failed too often and is not tried for now", innerException)
    {
        PrimitiveName = primitiveName;
        RetryAfter = retryAfter;
    }

    /// <summary>The circuit breaker.</summary>
    public string PrimitiveName { get; }

    /// <inheritdoc/>
    public string ErrorType => "circuit_open";

    /// <inheritdoc/>
    public bool IsTransient => true;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter { get; }
}
