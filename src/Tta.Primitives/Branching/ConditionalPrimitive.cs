namespace Tta.Primitives;

/// <summary>Runs one of two primitives by a condition.</summary>
internal sealed class ConditionalPrimitive<TIn, TOut>(
    Func<TIn, WorkflowContext, bool> condition, IPrimitive<TIn, TOut> then, IPrimitive<TIn, TOut> otherwise)
    : Primitive<TIn, TOut>("ConditionalPrimitive", "ConditionalPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("then", then), PrimitiveChild.Of("else", otherwise)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        bool holds = condition(input, context);
        using ChildSpan span = ChildSpan.Start(holds ? "conditional.branch_then" : "conditional.branch_else", context);
        span.Set("branch.name", holds ? "then" : "else");
        try
        {
            return await (holds ? then : otherwise).ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e, cancellationToken);
            throw;
        }
    }
}
