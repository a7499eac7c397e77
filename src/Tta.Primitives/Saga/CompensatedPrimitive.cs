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
        context.Saga?.Add(_stepName, token => undo(input, output, context, token));
        return output;
    }
}
