namespace Tta.Primitives;

/// <summary>Implemented by exceptions that know their class of error, so that retries, metrics and spans can use it.</summary>
public interface IClassifiedError
{
    /// <summary>Value of <c>error.type</c>: a short word from a small fixed set, such as <c>rate_limit</c>.</summary>
    string ErrorType { get; }

    /// <summary>Whether the same call may succeed later. A retry passes on an error that is not transient.</summary>
    bool IsTransient { get; }

    /// <summary>How long the other side asked to wait (HTTP <c>Retry-After</c>); null when it did not.</summary>
    TimeSpan? RetryAfter { get; }
}
