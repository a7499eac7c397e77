namespace Tta.Primitives;

/// <summary>Cancels a step that takes too long.</summary>
/// <remarks>Not on Polly's timeout: its clock is fixed when a pipeline is built, ours comes with each context, and it waits for ever for
/// a step that ignores its token.</remarks>
internal sealed class TimeoutPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, TimeoutOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "TimeoutPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);
    private readonly bool _seesContext = inner is not Primitive<TIn, TOut> { SeesContext: false };
    private readonly bool _seesToken = inner is not Primitive<TIn, TOut> { SeesToken: false };

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("within " + options.Timeout, _inner)];

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TimeProvider time = context.TimeProvider;
        var limit = TimeLimit.Start(options.Timeout, time, isSeen: _seesToken, cancellationToken);
        bool isSeen = _seesContext || PrimitiveTelemetry.IsObservedIn(context);
        WorkflowContext limited = isSeen ? context.WithKeptDeadline(time.GetUtcNow() + options.Timeout) : context;
        SagaScope? attempt = isSeen ? context.Saga?.ForAttempt() : null;
        limited = attempt is null ? limited : limited with { Saga = attempt };

        // It throws through its task only.
        ValueTask<TOut> work = _inner.ExecuteAsync(input, limited, limit.Token);
        if (!work.IsCompletedSuccessfully || attempt is not null)
        {
            return EndAsync(work, limit, attempt, context);
        }

        limit.Dispose();
        return work;
    }

    private async ValueTask<TOut> EndAsync(ValueTask<TOut> work, TimeLimit limit, SagaScope? attempt, WorkflowContext context)
    {
        using TimeLimit running = limit;
        try
        {
            return work.IsCompleted || options.GracePeriod == Timeout.InfiniteTimeSpan
                ? await work.ConfigureAwait(false)
                : await AwaitOrLeaveAsync(work.AsTask(), limit, context.TimeProvider).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsExceeded)
        {
            Measure.Count(PrimitiveTelemetry.TimeoutExceeded, context, new(AttributeNames.PrimitiveName, Name));
            CurrentSpan.Set("timeout.exceeded", true);
            Log.TimeoutExceeded(TtaLogging.Logger, Name, options.Timeout.TotalMilliseconds);
            throw new WorkflowTimeoutException(Name, options.Timeout, innerException: e);
        }
        finally
        {
            // What is done by now is the saga's. What a step left behind does from here on is undone: nobody has its result.
            if (attempt is not null)
            {
                await attempt.HandOverAsync(context.Saga).ConfigureAwait(false);
            }
        }
    }

    private async Task<TOut> AwaitOrLeaveAsync(Task<TOut> work, TimeLimit limit, TimeProvider time)
    {
        using var leave = new CancellationTokenSource(options.Timeout + options.GracePeriod, time);
        try
        {
            return await work.WaitAsync(leave.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            // Of two timers due together this one may be the first; and what is left behind has its token for good.
            limit.End();
            Log.StepAbandoned(TtaLogging.Logger, Name);
            _ = work.ContinueWith(
                ReportLateFailure, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    private void ReportLateFailure(Task<TOut> work) =>
        Log.AbandonedStepFailed(TtaLogging.Logger, Name, Failures.ErrorType(work.Exception!.InnerException!));
}
