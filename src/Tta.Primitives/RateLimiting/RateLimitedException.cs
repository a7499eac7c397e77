using System.Globalization;

namespace Tta.Primitives;

/// <summary>A call would have waited too long for its permits.</summary>
public sealed class RateLimitedException : Exception, IClassifiedError
{
    /// <summary>Says which limit and how long the wait would have been.</summary>
    /// <param name="primitiveName">The rate limit.</param>
    /// <param name="wait">The wait that was refused.</param>
    /// <param name="maxWait">The longest wait allowed.</param>
    public RateLimitedException(string primitiveName, TimeSpan wait, TimeSpan maxWait)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"rate limit '{primitiveName}': permits are free in {wait.TotalSeconds:0.###} s, longer than MaxWait of {maxWait.TotalSeconds:0.###} s"))
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
}
