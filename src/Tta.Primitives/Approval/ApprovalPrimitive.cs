namespace Tta.Primitives;

/// <summary>Passes its input on once a person has approved it.</summary>
internal sealed class ApprovalPrimitive<T>(string name, IApprover approver, Func<T, string> summarize, TimeSpan? timeout)
    : Primitive<T, T>(name, "ApprovalPrimitive")
{
    protected override async ValueTask<T> ExecuteCoreAsync(T input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TimeProvider time = context.TimeProvider;
        var request = new ApprovalRequest(
            Guid.NewGuid().ToString("N"), Name, summarize(input), context.WorkflowId, context.WorkflowName, context.Persona, time.GetUtcNow());
        long start = time.GetTimestamp();
        using var limit = TimeLimit.Start(timeout ?? Timeout.InfiniteTimeSpan, time, isSeen: true, cancellationToken);
        CurrentSpan.AddEvent("approval.requested");
        Log.ApprovalAsked(TtaLogging.Logger, Name, context.WorkflowId);
        ApprovalDecision decision;
        try
        {
            decision = await approver.AskAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsExceeded)
        {
            throw new WorkflowTimeoutException(Name, timeout!.Value, innerException: e);
        }

        TimeSpan wait = time.GetElapsedTime(start);
        string answer = decision.IsApproved ? "approved" : "rejected";
        CurrentSpan.Set("approval.decision", answer);
        CurrentSpan.Set("approval.wait_s", wait.TotalSeconds);
        if (decision.By is not null)
        {
            CurrentSpan.Set("approval.by", decision.By);
        }

        Log.ApprovalDecided(TtaLogging.Logger, Name, answer, context.WorkflowId, wait.TotalMilliseconds);
        return decision.IsApproved ? input : throw new ApprovalRejectedException(Name, decision);
    }
}
