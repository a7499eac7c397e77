namespace Tta.Primitives;

/// <summary>A step runs as often as it may, and enough others wait.</summary>
public sealed class BulkheadFullException : Exception, IClassifiedError
{
    /// <summary>Says which bulkhead and its limits.</summary>
    /// <param name="primitiveName">The bulkhead.</param>
    /// <param name="maxConcurrency">Executions that run.</param>
    /// <param name="maxQueue">Executions that wait.</param>
    public BulkheadFullException(string primitiveName, int maxConcurrency, int maxQueue)
        : base($"bulkhead '{primitiveName}' is full: {maxConcurrency} run (MaxConcurrency) and {maxQueue} wait (MaxQueue)") =>
        PrimitiveName = primitiveName;

    /// <summary>The bulkhead.</summary>
    public string PrimitiveName { get; }

    /// <inheritdoc/>
    public string ErrorType => "bulkhead_full";

    /// <inheritdoc/>
    public bool IsTransient => true;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;
}
