namespace Tta.Primitives;

/// <summary>One attempt of a race: how to end it early, what it did inside a saga, and what came of it.</summary>
internal sealed class HedgedAttempt<TOut>(CancellationTokenSource cancellation, SagaScope? done, Task<TOut> result)
{
    public Task<TOut> Result { get; } = result;

    /// <summary>It is over and decides the race: what it did is the saga's.</summary>
    public ValueTask HandOverAsync(SagaScope? saga)
    {
        cancellation.Dispose();
        return done?.HandOverAsync(saga) ?? default;
    }

    /// <summary>It lost: ends it, and undoes what it did when it has ended. Its errors are nobody's any more.</summary>
    public async Task LeaveAsync(WorkflowContext context)
    {
        try
        {
            Cancel();
        }
        finally
        {
            await ((Task)Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.Dispose();
            if (done is not null)
            {
                await done.UndoAsync(context).ConfigureAwait(false);
            }
        }
    }

    // At once, so that attempts that heed it are over when the race is.
    private void Cancel() => cancellation.Cancel();
}
