namespace Tta.Primitives;

/// <summary>A step that tells the saga around it how to be undone, once it is done.</summary>
internal sealed class CompensatedPrimitive<TIn, TOut>(
    IPrimitive<TIn, TOut> inner, Func<TIn, TOut, WorkflowContext, CancellationToken, ValueTask> undo)
    : Primitive<TIn, TOut>(StepName(inner), "CompensatedPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("forward", inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TOut output = await inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        context.Saga?.Add(Name, token => undo(input, output, context, token));
        return output;
    }

    private static string StepName(IPrimitive<TIn, TOut> inner) =>
        inner is IDescribable described ? described.Name : TypeNames.WithoutArity(inner.GetType());
}
