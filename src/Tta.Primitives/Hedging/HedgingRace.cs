namespace Tta.Primitives;

/// <summary>The attempts of one execution. Each has a token and, unless nobody sees it, a context of its own, with what it did inside a saga.</summary>
internal sealed class HedgingRace<TIn, TOut>(
    IPrimitive<TIn, TOut> inner, HedgingOptions options, TIn input, WorkflowContext context, bool isContextSeen, CancellationToken cancellationToken)
{
    private readonly List<HedgedAttempt<TOut>> _attempts = new(2);
    private readonly List<HedgedAttempt<TOut>> _running = new(2);

    private bool MayStart => _attempts.Count <= options.MaxHedgedAttempts;

    /// <summary>Runs attempts until one decides the race; on return the others are cancelled.</summary>
    /// <param name="first">The first attempt where it runs already, in the context and with the token of the race.</param>
    public async ValueTask<TOut> RunAsync(Task<TOut>? first = null)
    {
        HedgedAttempt<TOut>? winner = null;
        try
        {
            Add(first is null ? Start() : new HedgedAttempt<TOut>(new CancellationTokenSource(), done: null, first));
            while (true)
            {
                HedgedAttempt<TOut>? ended = await NextEndedAsync().ConfigureAwait(false);
                if (ended is not null)
                {
                    _running.Remove(ended);
                    try
                    {
                        TOut output = await ended.Result.ConfigureAwait(false);
                        winner = ended;
                        return output;
                    }
                    catch (Exception e)
                    {
                        if (cancellationToken.IsCancellationRequested || !options.ShouldHedge(e))
                        {
                            throw;
                        }
                    }
                }

                if (MayStart)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Add(Start());
                }
                else if (_running.Count == 0)
                {
                    return await _attempts[0].Result.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await EndAsync(winner).ConfigureAwait(false);
        }
    }

    private void Add(HedgedAttempt<TOut> attempt)
    {
        _attempts.Add(attempt);
        _running.Add(attempt);
    }

    private HedgedAttempt<TOut> Start()
    {
        SagaScope? done = isContextSeen ? context.Saga?.ForAttempt() : null;
        WorkflowContext child = isContextSeen ? context.CreateChild() : context;
        child = done is null ? child : child with { Saga = done };
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return new HedgedAttempt<TOut>(cancellation, done, AttemptAsync(_attempts.Count + 1, child, cancellation.Token));
    }

    private async Task<TOut> AttemptAsync(int number, WorkflowContext child, CancellationToken token)
    {
        using ChildSpan span = ChildSpan.Start("hedging.attempt", child);
        span.Set("hedging.attempt", number);
        try
        {
            return await inner.ExecuteAsync(input, child, token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e, token);
            throw;
        }
    }

    /// <summary>The next attempt that is over; null when it is time for another.</summary>
    private async ValueTask<HedgedAttempt<TOut>?> NextEndedAsync()
    {
        if (!_running.Exists(static attempt => attempt.Result.IsCompleted))
        {
            Task next = Task.WhenAny(_running.Select(static attempt => attempt.Result));
            next = MayStart ? next.WaitAsync(options.Delay, options.TimeProvider, CancellationToken.None) : next;
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return _running.Find(static attempt => attempt.Result.IsCompleted);
    }

    // Of the attempts beside the winner nobody has the result. When none won, what is done by now is the saga's, as after any failure;
    // and what attempts do that are still running is undone when they end.
    private async ValueTask EndAsync(HedgedAttempt<TOut>? winner)
    {
        foreach (HedgedAttempt<TOut> attempt in _attempts)
        {
            if (attempt == winner || (winner is null && attempt.Result.IsCompleted))
            {
                await attempt.HandOverAsync(context.Saga).ConfigureAwait(false);
            }
            else
            {
                _ = attempt.LeaveAsync(context);
            }
        }
    }
}
