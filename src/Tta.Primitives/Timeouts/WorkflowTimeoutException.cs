using System.Globalization;

namespace Tta.Primitives;

/// <summary>A step or workflow took longer than it was given. Thrown only by the primitive whose own limit it was.</summary>
public sealed class WorkflowTimeoutException : TimeoutException, IClassifiedError
{
    /// <summary>Says what took too long.</summary>
    /// <param name="primitiveName">The primitive whose limit it was.</param>
    /// <param name="limit">The time it had.</param>
    /// <param name="isDeadline">Whether the limit came from the deadline of the context.</param>
    /// <param name="innerException">The cancellation that ended the work, if any.</param>
    public WorkflowTimeoutException(string primitiveName, TimeSpan limit, bool isDeadline = false, Exception? innerException = null)
        : base(Describe(primitiveName, limit, isDeadline), innerException)
    {
        PrimitiveName = primitiveName;
        Limit = limit;
        IsDeadline = isDeadline;
    }

    /// <summary>The primitive whose limit it was.</summary>
    public string PrimitiveName { get; }

    /// <summary>The time it had.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Whether the limit came from <see cref="WorkflowContext.Deadline"/>.</summary>
    public bool IsDeadline { get; }

    /// <inheritdoc/>
    public string ErrorType => "timeout";

    /// <summary>True, but for a deadline: that does not come back.</summary>
    public bool IsTransient => !IsDeadline;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;

    private static string Describe(string primitiveName, TimeSpan limit, bool isDeadline) => string.Create(
        CultureInfo.InvariantCulture,
        $"'{primitiveName}' exceeded {(isDeadline ? "the deadline of its workflow, which left it" : "its timeout of")} {limit.TotalSeconds:0.###} s");
}
