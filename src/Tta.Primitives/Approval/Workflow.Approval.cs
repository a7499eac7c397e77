namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>
    /// A gate: asks a person and passes the value on when it is approved. A no is an <see cref="ApprovalRejectedException"/>, no answer in
    /// time a <see cref="WorkflowTimeoutException"/>.
    /// </summary>
    /// <typeparam name="T">What goes through the gate.</typeparam>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <param name="approver">Who is asked.</param>
    /// <param name="summarize">What the value is, in words for the person; shown to the approver, never exported.</param>
    /// <param name="timeout">Time for the answer, more than zero, at most 49 days. Default: no limit.</param>
    /// <returns>The gate.</returns>
    public static Primitive<T, T> Approval<T>(string name, IApprover approver, Func<T, string> summarize, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(approver);
        ArgumentNullException.ThrowIfNull(summarize);
        if (timeout is { } limit && limit != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(timeout));
            TimerRange.ThrowIfBeyond(limit, nameof(timeout));
        }

        return new ApprovalPrimitive<T>(name, approver, summarize, timeout);
    }
}
