namespace Tta.Primitives.Testing;

/// <summary>The step had failed when it was recorded.</summary>
public sealed class RecordedErrorException : Exception, IClassifiedError
{
    /// <summary>Says how it had failed.</summary>
    /// <param name="errorType">Type name of the error.</param>
    /// <param name="message">Its message.</param>
    public RecordedErrorException(string errorType, string message) : base(message) => ErrorType = errorType;

    /// <summary>Type name of the error.</summary>
    public string ErrorType { get; }

    /// <inheritdoc/>
    public bool IsTransient => true;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;
}
