namespace Tta.Primitives;

/// <summary>Cancels a step that takes too long.</summary>
/// <remarks>Not on Polly's timeout: its clock is fixed when a pipeline is built, ours comes with each context, and it waits for ever for
/// a step that ignores its token.</remarks>
internal sealed class TimeoutPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, TimeoutOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "TimeoutPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);
    private readonly bool _seesInputOnly = inner is Primitive<TIn, TOut> { SeesInputOnly: true };

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("within " + options.Timeout, _inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TimeProvider time = context.TimeProvider;
        using var limit = TimeLimit.Start(options.Timeout, time, isSeen: !_seesInputOnly, cancellationToken);
        WorkflowContext limited = _seesInputOnly && !PrimitiveTelemetry.IsObservedIn(context)
            ? context
            : context.WithKeptDeadline(time.GetUtcNow() + options.Timeout);
        SagaScope? attempt = _seesInputOnly ? null : context.Saga?.ForAttempt();
        limited = attempt is null ? limited : limited with { Saga = attempt };
        try
        {
            ValueTask<TOut> work = _inner.ExecuteAsync(input, limited, limit.Token);
            return work.IsCompleted || options.GracePeriod == Timeout.InfiniteTimeSpan
                ? await work.ConfigureAwait(false)
                : await AwaitOrLeaveAsync(work.AsTask(), limit, time).ConfigureAwait(false);
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
