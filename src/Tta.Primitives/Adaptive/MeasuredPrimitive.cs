namespace Tta.Primitives;

/// <summary>Reports how long a step took, and whether it failed; its caller's cancellation is neither.</summary>
internal sealed class MeasuredPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, Action<TimeSpan, Exception?, WorkflowContext> report)
    : Primitive<TIn, TOut>("MeasuredPrimitive", "MeasuredPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("measured", inner)];

    private protected override bool IsTransparent => true;

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        long start = context.TimeProvider.GetTimestamp();
        TOut output;
        try
        {
            output = await inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!Failures.IsCancellation(e, cancellationToken))
        {
            report(context.TimeProvider.GetElapsedTime(start), e, context);
            throw;
        }

        report(context.TimeProvider.GetElapsedTime(start), null, context);
        return output;
    }
}
