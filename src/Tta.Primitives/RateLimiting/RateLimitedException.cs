using System.Globalization;

namespace Tta.Primitives;

/// <summary>A call would have waited too long for its permits.</summary>
public sealed class RateLimitedException : Exception, IClassifiedError
{
    /// <summary>Says which limit and how long the wait would have been.</summary>
    /// <param name="primitiveName">The rate limit.</param>
    /// <param name="wait">The wait that was refused.</param>
    /// <param name="maxWait">The longest wait allowed.</param>
    /// <param name="isDeadline">Whether that is the time left until the deadline of the context. Default: false.</param>
    public RateLimitedException(string primitiveName, TimeSpan wait, TimeSpan maxWait, bool isDeadline = false)
        : base(Describe(primitiveName, wait, maxWait, isDeadline))
    {
        PrimitiveName = primitiveName;
        RetryAfter = wait;
    }

    /// <summary>The rate limit.</summary>
    public string PrimitiveName { get; }

    /// <inheritdoc/>
    public string ErrorType => "rate_limited";

    /// <inheritdoc/>
    public bool IsTransient => true;

    /// <summary>When permits are free.</summary>
    public TimeSpan? RetryAfter { get; }

    private static string Describe(string primitiveName, TimeSpan wait, TimeSpan maxWait, bool isDeadline) => string.Create(
        CultureInfo.InvariantCulture,
        $"rate limit '{primitiveName}': permits are free in {wait.TotalSeconds:0.###} s, {(isDeadline ? "and the deadline of the workflow is in" : "longer than MaxWait of")} {maxWait.TotalSeconds:0.###} s");
}
