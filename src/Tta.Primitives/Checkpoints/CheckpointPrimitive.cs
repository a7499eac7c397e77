namespace Tta.Primitives;

/// <summary>Saves the result of a step; a later execution of the same run gives it without running the step.</summary>
internal sealed class CheckpointPrimitive<TIn, TOut>(string step, IPrimitive<TIn, TOut> inner, ICheckpointStore store, Codec<TOut> codec)
    : Primitive<TIn, TOut>("CheckpointPrimitive", "CheckpointPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("until saved as " + step, inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        CurrentSpan.Set("checkpoint.step", step);
        if (await store.LoadAsync(context.WorkflowId, step, cancellationToken).ConfigureAwait(false) is { } saved)
        {
            CurrentSpan.Set("checkpoint.resumed", true);
            Log.Resumed(TtaLogging.Logger, step, context.WorkflowId);
            return codec.Decode(saved);
        }

        TOut output = await inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        await store.SaveAsync(context.WorkflowId, step, codec.Encode(output), cancellationToken).ConfigureAwait(false);
        CurrentSpan.Set("checkpoint.resumed", false);
        return output;
    }
}
