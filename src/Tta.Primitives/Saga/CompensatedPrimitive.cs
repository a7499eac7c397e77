namespace Tta.Primitives;

/// <summary>A step that tells the saga around it how to be undone, once it is done.</summary>
internal sealed class CompensatedPrimitive<TIn, TOut>(
    IPrimitive<TIn, TOut> inner, Func<TIn, TOut, WorkflowContext, CancellationToken, ValueTask> undo)
    : Primitive<TIn, TOut>("CompensatedPrimitive", "CompensatedPrimitive")
{
    private readonly string _stepName = inner is IDescribable described ? described.Name : TypeNames.WithoutArity(inner.GetType());

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("forward", inner)];

    private protected override bool IsTransparent => true;

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TOut output = await inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        if (context.Saga is { } saga)
        {
            // What a compensation does is not undone in its turn.
            await saga.AddAsync(new Compensation(_stepName, context, token => undo(input, output, context with { Saga = null }, token))).ConfigureAwait(false);
        }

        return output;
    }
}
