namespace Tta.Primitives;

/// <summary>Undoes what was done inside it when it fails: the latest first. Then its error is thrown as it is.</summary>
internal sealed class SagaPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, SagaOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "SagaPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("forward", _inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        var scope = new SagaScope(Name, options.CompensationTimeout);
        TOut output;
        try
        {
            output = await ForwardAsync(input, context with { Saga = scope }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            List<KeyValuePair<string, Exception>> failures = await scope.UndoAsync(context).ConfigureAwait(false);
            if (failures.Count > 0)
            {
                throw new CompensationFailedException(Name, e, failures);
            }

            throw;
        }

        // A saga inside a saga that succeeded is undone by the outer one, should that fail later.
        await scope.HandOverAsync(context.Saga).ConfigureAwait(false);
        return output;
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
}
