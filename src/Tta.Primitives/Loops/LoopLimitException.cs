namespace Tta.Primitives;

/// <summary>A loop would have gone on beyond its limit.</summary>
public sealed class LoopLimitException : Exception, IClassifiedError
{
    /// <summary>Says which loop and its limit.</summary>
    /// <param name="primitiveName">The loop.</param>
    /// <param name="maxIterations">Its limit.</param>
    /// <param name="limitName">The argument that raises it.</param>
    public LoopLimitException(string primitiveName, int maxIterations, string limitName = "maxIterations")
        : base($"'{primitiveName}' was not done after {maxIterations} turns, its limit ({limitName})")
    {
        PrimitiveName = primitiveName;
        MaxIterations = maxIterations;
    }

    /// <summary>The loop.</summary>
    public string PrimitiveName { get; }

    /// <summary>Its limit.</summary>
    public int MaxIterations { get; }

    /// <inheritdoc/>
    public string ErrorType => "loop_limit";

    /// <inheritdoc/>
    public bool IsTransient => false;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;
}
