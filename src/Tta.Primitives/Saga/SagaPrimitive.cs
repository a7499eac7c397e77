namespace Tta.Primitives;

/// <summary>Undoes what was done inside it when it fails: the latest first. Then its error is thrown as it is.</summary>
internal sealed class SagaPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, SagaOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "SagaPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("forward", _inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        var scope = new SagaScope();
        try
        {
            TOut output = await ForwardAsync(input, context with { Saga = scope }, cancellationToken).ConfigureAwait(false);
            HandOver(scope, context.Saga);
            return output;
        }
        catch (Exception e)
        {
            List<KeyValuePair<string, Exception>> failures = await UndoAsync(scope, context).ConfigureAwait(false);
            if (failures.Count > 0)
            {
                throw new CompensationFailedException(Name, e, failures);
            }

            throw;
        }
    }

    private async ValueTask<TOut> ForwardAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        using ChildSpan span = ChildSpan.Start("saga.forward", context);
        try
        {
            return await _inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e, cancellationToken);
            throw;
        }
    }

    private async ValueTask<List<KeyValuePair<string, Exception>>> UndoAsync(SagaScope scope, WorkflowContext context)
    {
        var failures = new List<KeyValuePair<string, Exception>>();
        while (scope.TryTakeLatest(out SagaScope.Compensation compensation))
        {
            using var limit = new CancellationTokenSource(options.CompensationTimeout, context.TimeProvider);
            using ChildSpan span = ChildSpan.Start("saga.compensation", context);
            span.Set("saga.step", compensation.StepName);
            Measure.Count(PrimitiveTelemetry.CompensationRuns, context, new(AttributeNames.PrimitiveName, Name));
            Log.Compensating(TtaLogging.Logger, Name, compensation.StepName);
            try
            {
                await compensation.Undo(limit.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                span.Fail(e, CancellationToken.None);
                Log.CompensationFailed(TtaLogging.Logger, e, Name, compensation.StepName);
                failures.Add(new(compensation.StepName, e));
            }
        }

        return failures;
    }

    /// <summary>A saga inside a saga that succeeded is undone by the outer one, should that fail later.</summary>
    private static void HandOver(SagaScope scope, SagaScope? outer)
    {
        if (outer is null)
        {
            return;
        }

        var latestFirst = new List<SagaScope.Compensation>();
        while (scope.TryTakeLatest(out SagaScope.Compensation compensation))
        {
            latestFirst.Add(compensation);
        }

        for (int i = latestFirst.Count - 1; i >= 0; i--)
        {
            outer.Add(latestFirst[i].StepName, latestFirst[i].Undo);
        }
    }
}
