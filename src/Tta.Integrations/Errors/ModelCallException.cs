using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>A model call failed. Carries what a retry, a fallback or a person needs to decide, whichever provider was called.</summary>
/// <remarks>
/// Providers quote prompts in their explanations. The message, which goes to spans and logs, therefore names the class of the failure,
/// its status and its code; the provider's own words are in <see cref="ProviderMessage"/> alone.
/// </remarks>
public sealed class ModelCallException : Exception, IClassifiedError
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">Class of the failure.</param>
    /// <param name="message">What failed, where, why.</param>
    /// <param name="innerException">The exception of the provider's SDK; default: none.</param>
    public ModelCallException(ModelErrorKind kind, string message, Exception? innerException = null) : base(message, innerException)
        => Kind = kind;

    /// <summary>Class of the failure.</summary>
    public ModelErrorKind Kind { get; }

    /// <summary>HTTP status; null when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The provider's code of the failure, for example <c>context_length_exceeded</c>; null when it gives none.</summary>
    public string? Code { get; init; }

    /// <summary>
    /// What the provider said, at most 500 characters; null when it said nothing. It may quote the prompt: of telemetry only the store of
    /// model calls gets it, as far as that gets content.
    /// </summary>
    public string? ProviderMessage { get; init; }

    /// <summary>How long the provider asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider's id of the request, for its support; null when it gives none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the same request may succeed later: rate limits, unavailability and timeouts.</summary>
    public bool IsTransient => Kind is ModelErrorKind.RateLimited or ModelErrorKind.Unavailable or ModelErrorKind.TimedOut;

    /// <summary>Low-cardinality name of the failure, the value of <c>error.type</c>.</summary>
    public string ErrorType => Kind switch
    {
        ModelErrorKind.RateLimited => "rate_limit",
        ModelErrorKind.QuotaExhausted => "insufficient_quota",
        ModelErrorKind.Authentication => "authentication",
        ModelErrorKind.ContextLength => "context_length",
        ModelErrorKind.InvalidRequest => "invalid_request",
        ModelErrorKind.NotFound => "not_found",
        ModelErrorKind.ContentFiltered => "content_filter",
        ModelErrorKind.Unavailable => "unavailable",
        ModelErrorKind.TimedOut => "timeout",
        _ => "_OTHER",
    };
}
