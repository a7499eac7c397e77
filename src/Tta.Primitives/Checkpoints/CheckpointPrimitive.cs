namespace Tta.Primitives;

/// <summary>Saves the result of a step; a later execution of the same run gives it without running the step.</summary>
internal sealed class CheckpointPrimitive<TIn, TOut>(string step, IPrimitive<TIn, TOut> inner, ICheckpointStore store, Codec<TOut> codec)
    : Primitive<TIn, TOut>("CheckpointPrimitive", "CheckpointPrimitive")
{
    private readonly string _owner = PrimitiveGraph.Of(inner).ToString();

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("until saved as " + step, inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        // In a loop, a list or branches one name stands for many results.
        string key = context.Path is { } path ? step + path : step;
        CheckpointOwners.EnsureSole(store, key, _owner, context);
        CurrentSpan.Set("checkpoint.step", key);
        if (await store.LoadAsync(context.WorkflowId, key, cancellationToken).ConfigureAwait(false) is { } saved)
        {
            CurrentSpan.Set("checkpoint.resumed", true);
            Log.Resumed(TtaLogging.Logger, key, context.WorkflowId);
            return Decode(saved, key, context);
        }

        TOut output = await inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        await store.SaveAsync(context.WorkflowId, key, codec.Encode(output), cancellationToken).ConfigureAwait(false);
        CurrentSpan.Set("checkpoint.resumed", false);
        return output;
    }

    private TOut Decode(ReadOnlyMemory<byte> saved, string key, WorkflowContext context)
    {
        try
        {
            return codec.Decode(saved);
        }
        catch (Exception e)
        {
            throw new CheckpointUnreadableException(key, context.WorkflowId, TypeNames.Readable(typeof(TOut)), e);
        }
    }
}
