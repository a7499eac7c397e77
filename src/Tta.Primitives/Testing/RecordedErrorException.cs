namespace Tta.Primitives.Testing;

/// <summary>The step had failed when it was recorded.</summary>
public sealed class RecordedErrorException : Exception, IClassifiedError
{
    /// <summary>Says how it had failed.</summary>
    /// <param name="errorType">What the error said of its class (<see cref="IClassifiedError"/>), else its type name.</param>
    /// <param name="message">Its message.</param>
    /// <param name="isTransient">Whether it was worth another attempt. Default: true, as for every error that does not say.</param>
    /// <param name="retryAfter">The wait that the other side had asked for. Default: none.</param>
    public RecordedErrorException(string errorType, string message, bool isTransient = true, TimeSpan? retryAfter = null) : base(message)
    {
        ErrorType = errorType;
        IsTransient = isTransient;
        RetryAfter = retryAfter;
    }

    /// <summary>What the error said of its class, else its type name.</summary>
    public string ErrorType { get; }

    /// <summary>Whether the error was worth another attempt.</summary>
    public bool IsTransient { get; }

    /// <inheritdoc/>
    public TimeSpan? RetryAfter { get; }
}
