namespace Tta.Primitives;

/// <summary>
/// What has been done inside a saga, or inside one attempt of a part of it, and how to undo it, in the order of completion. A step that
/// ends after the scope is closed was left behind, and what it did is of use to nobody: it is undone at once. Thread-safe.
/// </summary>
internal sealed class SagaScope(string sagaName, TimeSpan compensationTimeout)
{
    private readonly Lock _lock = new();
    private readonly List<Compensation> _done = [];
    private bool _isClosed;

    /// <summary>A scope for work that may be left behind; hand it over to this one when that is known.</summary>
    public SagaScope ForAttempt() => new(sagaName, compensationTimeout);

    /// <summary>Takes note of a step that is done, or undoes it.</summary>
    public ValueTask AddAsync(Compensation compensation)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _done.Add(compensation);
                return default;
            }
        }

        Log.LateStepUndone(TtaLogging.Logger, sagaName, compensation.StepName);
        return new ValueTask(UndoAsync(compensation, compensation.Context));
    }

    /// <summary>Closes the scope; what was done is from now on the concern of the scope around it, if there is one.</summary>
    public async ValueTask HandOverAsync(SagaScope? outer)
    {
        foreach (Compensation compensation in Close())
        {
            if (outer is not null)
            {
                await outer.AddAsync(compensation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Closes the scope and undoes what was done, the latest first.</summary>
    /// <returns>Step and error of each compensation that failed.</returns>
    public async ValueTask<List<KeyValuePair<string, Exception>>> UndoAsync(WorkflowContext context)
    {
        var failures = new List<KeyValuePair<string, Exception>>();
        Compensation[] done = Close();
        for (int i = done.Length - 1; i >= 0; i--)
        {
            if (await UndoAsync(done[i], context).ConfigureAwait(false) is { } error)
            {
                failures.Add(new(done[i].StepName, error));
            }
        }

        return failures;
    }

    private Compensation[] Close()
    {
        lock (_lock)
        {
            Compensation[] done = [.. _done];
            _done.Clear();
            _isClosed = true;
            return done;
        }
    }

    private async Task<Exception?> UndoAsync(Compensation compensation, WorkflowContext context)
    {
        using var limit = new CancellationTokenSource(compensationTimeout, context.TimeProvider);
        using ChildSpan span = ChildSpan.Start("saga.compensation", context);
        span.Set("saga.step", compensation.StepName);
        Measure.Count(PrimitiveTelemetry.CompensationRuns, context, new(AttributeNames.PrimitiveName, sagaName));
        Log.Compensating(TtaLogging.Logger, sagaName, compensation.StepName);
        try
        {
            // One that ignores its token is left behind: the others are to be undone too.
            await compensation.Undo(limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            Exception error = e is OperationCanceledException && limit.IsCancellationRequested
                ? new WorkflowTimeoutException(compensation.StepName, compensationTimeout, innerException: e)
                : e;
            span.Fail(error, CancellationToken.None);
            Log.CompensationFailed(TtaLogging.Logger, error, sagaName, compensation.StepName);
            return error;
        }
    }
}
