using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>A model answered, but not with a value of the type that was asked for. Worth another attempt.</summary>
public sealed class InvalidModelOutputException : Exception, IClassifiedError
{
    /// <summary>Creates the exception.</summary>
    /// <param name="type">Name of the type that was asked for.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="reason">What is wrong with the answer.</param>
    /// <param name="innerException">The exception of the reader; default: none.</param>
    public InvalidModelOutputException(string type, string model, string reason, Exception? innerException = null)
        : base($"cannot read the answer of {model} as {type}: {reason}", innerException)
    {
    }

    /// <inheritdoc />
    public string ErrorType => "invalid_output";

    /// <inheritdoc />
    public bool IsTransient => true;

    /// <inheritdoc />
    public TimeSpan? RetryAfter => null;
}
