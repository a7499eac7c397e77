using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>A request to Supabase or E2B failed. Carries what a retry, a fallback or a person needs to decide.</summary>
/// <remarks>
/// Services quote rows and code in their explanations. The message, which goes to spans and logs, therefore names class, status and code
/// alone; the service's own words are in <see cref="ServiceMessage"/> and <see cref="Hint"/>.
/// </remarks>
public sealed class ServiceException : Exception, IClassifiedError
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errorType">Low-cardinality name of the failure, the value of <c>error.type</c>.</param>
    /// <param name="message">What failed, where, why.</param>
    /// <param name="innerException">The cause; default: none.</param>
    public ServiceException(string errorType, string message, Exception? innerException = null) : base(message, innerException)
        => ErrorType = errorType;

    /// <inheritdoc />
    public string ErrorType { get; }

    /// <summary>HTTP status; null when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's own code, for example <c>PGRST116</c> or an SQLSTATE; null when it gives none.</summary>
    public string? Code { get; init; }

    /// <summary>What the service said, at most 500 characters; null when it said nothing. It may quote data; no telemetry gets it.</summary>
    public string? ServiceMessage { get; init; }

    /// <summary>What the service suggests; null when it suggests nothing.</summary>
    public string? Hint { get; init; }

    /// <inheritdoc />
    public bool IsTransient { get; init; }

    /// <inheritdoc />
    public TimeSpan? RetryAfter { get; init; }
}
