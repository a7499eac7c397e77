using System.Runtime.ExceptionServices;

namespace Tta.Primitives;

/// <summary>Starts a second attempt beside a slow one and takes the first result; the losers are cancelled and awaited.</summary>
/// <remarks>Not on Polly's hedging: it returns while losers still run, so that their spans would outlive the span they belong to.</remarks>
internal sealed class HedgingPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, HedgingOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "HedgingPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);

    protected override IReadOnlyList<PrimitiveChild> Children =>
        [PrimitiveChild.Of($"up to {options.MaxHedgedAttempts + 1} at once", _inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<TOut>>(options.MaxHedgedAttempts + 1);
        try
        {
            return await RaceAsync(running, input, context, losers.Token).ConfigureAwait(false);
        }
        finally
        {
            await losers.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TOut> RaceAsync(List<Task<TOut>> running, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        Exception? firstError = null;
        for (int started = 0; ;)
        {
            bool mayStart = started <= options.MaxHedgedAttempts;
            if (mayStart)
            {
                running.Add(AttemptAsync(++started, input, context, cancellationToken));
            }
            else if (running.Count == 0)
            {
                ExceptionDispatchInfo.Throw(firstError!);
            }

            Task<TOut>? ended = await FirstEndedAsync(running, started <= options.MaxHedgedAttempts, context, cancellationToken)
                .ConfigureAwait(false);
            if (ended is null)
            {
                continue;
            }

            if (ended.IsCompletedSuccessfully)
            {
                return await ended.ConfigureAwait(false);
            }

            running.Remove(ended);
            Exception error = await ErrorOfAsync(ended).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested || !options.ShouldHedge(error))
            {
                ExceptionDispatchInfo.Throw(error);
            }

            firstError ??= error;
        }
    }

    /// <summary>The first attempt that ended; null when it is time for another one.</summary>
    private async Task<Task<TOut>?> FirstEndedAsync(
        List<Task<TOut>> running, bool moreAllowed, WorkflowContext context, CancellationToken cancellationToken)
    {
        if (running.Find(static attempt => attempt.IsCompleted) is { } done)
        {
            return done;
        }

        if (!moreAllowed)
        {
            return await Task.WhenAny(running).ConfigureAwait(false);
        }

        using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task wait = Task.Delay(options.Delay, context.TimeProvider, stopWaiting.Token);
        Task first = await Task.WhenAny([.. running, wait]).ConfigureAwait(false);
        await stopWaiting.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return first as Task<TOut>;
    }

    private async Task<TOut> AttemptAsync(int number, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        WorkflowContext child = context.CreateChild();
        using ChildSpan span = ChildSpan.Start("hedging.attempt", child);
        span.Set("hedging.attempt", number);
        try
        {
            return await _inner.ExecuteAsync(input, child, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e, cancellationToken);
            throw;
        }
    }

    private static async Task<Exception> ErrorOfAsync(Task<TOut> failed)
    {
        try
        {
            await failed.ConfigureAwait(false);
            throw new InvalidOperationException("the attempt did not fail");
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
