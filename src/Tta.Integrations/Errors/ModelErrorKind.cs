namespace Tta.Integrations;

/// <summary>Why a model call failed, in the classes that a workflow decides by.</summary>
public enum ModelErrorKind
{
    /// <summary>None of the others; not retried.</summary>
    Other,

    /// <summary>Too many requests or tokens at the moment. Retry after <see cref="ModelCallException.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>The quota or the credit of the account is used up: waiting does not help.</summary>
    QuotaExhausted,

    /// <summary>The key is missing, wrong, or has no right to the model.</summary>
    Authentication,

    /// <summary>The prompt and the requested answer do not fit the model's context.</summary>
    ContextLength,

    /// <summary>The request is malformed for this model.</summary>
    InvalidRequest,

    /// <summary>The model or the endpoint does not exist.</summary>
    NotFound,

    /// <summary>The provider refused the content.</summary>
    ContentFiltered,

    /// <summary>The provider is overloaded, failed, or could not be reached. Retrying is reasonable.</summary>
    Unavailable,

    /// <summary>The provider did not answer in time. Retrying is reasonable.</summary>
    TimedOut,
}
