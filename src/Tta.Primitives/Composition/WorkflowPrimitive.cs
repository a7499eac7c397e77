namespace Tta.Primitives;

/// <summary>Names a whole workflow and keeps it within the deadline of its context.</summary>
internal sealed class WorkflowPrimitive<TIn, TOut>(string name, IPrimitive<TIn, TOut> inner) : Primitive<TIn, TOut>(name, "Workflow")
{
    // The chain is what the workflow is: its steps are direct children of the workflow's span.
    private readonly SequentialPrimitive<TIn, TOut>? _chain = inner as SequentialPrimitive<TIn, TOut>;

    protected override IReadOnlyList<PrimitiveChild> Children =>
        _chain is null ? [PrimitiveChild.Of("step 1", inner)] : ((IDescribable)_chain).Children;

    private protected override string WorkflowName => Name;

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
        context.Remaining is { } remaining
            ? ExecuteUntilAsync(remaining, input, context, cancellationToken)
            : Run(input, context, cancellationToken);

    private async ValueTask<TOut> ExecuteUntilAsync(
        TimeSpan remaining, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        using var limit = TimeLimit.Start(remaining, context.TimeProvider, isSeen: true, cancellationToken);
        try
        {
            return await Run(input, context, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsExceeded)
        {
            throw new WorkflowTimeoutException(Name, remaining, isDeadline: true, e);
        }
    }

    private ValueTask<TOut> Run(TIn input, WorkflowContext context, CancellationToken cancellationToken) => _chain is null
        ? inner.ExecuteAsync(input, context, cancellationToken)
        : _chain.ExecuteUnobservedAsync(input, context, cancellationToken);
}
