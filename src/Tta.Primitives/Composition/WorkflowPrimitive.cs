namespace Tta.Primitives;

/// <summary>Names a whole workflow.</summary>
internal sealed class WorkflowPrimitive<TIn, TOut>(string name, IPrimitive<TIn, TOut> inner) : Primitive<TIn, TOut>(name, "Workflow")
{
    // The chain is what the workflow is: its steps are direct children of the workflow's span.
    private readonly SequentialPrimitive<TIn, TOut>? _chain = inner as SequentialPrimitive<TIn, TOut>;

    protected override IReadOnlyList<PrimitiveChild> Children =>
        _chain is null ? [PrimitiveChild.Of("step 1", inner)] : ((IDescribable)_chain).Children;

    private protected override string WorkflowName => Name;

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
        _chain is null
            ? inner.ExecuteAsync(input, context, cancellationToken)
            : _chain.ExecuteUnobservedAsync(input, context, cancellationToken);
}
