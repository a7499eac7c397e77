namespace Tta.Primitives;

/// <summary>No executor gave a result that passed the validator.</summary>
public sealed class DelegationFailedException : Exception, IClassifiedError
{
    /// <summary>Says who was tried.</summary>
    /// <param name="primitiveName">The delegation.</param>
    /// <param name="executors">Who was tried, in order.</param>
    public DelegationFailedException(string primitiveName, IReadOnlyList<string> executors)
        : base($"delegation '{primitiveName}': no result passed the validator; tried {string.Join(", ", executors)}")
    {
        PrimitiveName = primitiveName;
        Executors = executors;
    }

    /// <summary>The delegation.</summary>
    public string PrimitiveName { get; }

    /// <summary>Who was tried, in order.</summary>
    public IReadOnlyList<string> Executors { get; }

    /// <inheritdoc/>
    public string ErrorType => "validation_failed";

    /// <inheritdoc/>
    public bool IsTransient => false;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;
}
