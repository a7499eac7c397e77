namespace Tta.Primitives;

/// <summary>Reads a stream to its end and gives one value made of all its items.</summary>
internal sealed class CollectPrimitive<TIn, TItem, TOut>(
    IStreamPrimitive<TIn, TItem> source, Func<TOut> seed, Func<TOut, TItem, TOut> add, int maxItems)
    : Primitive<TIn, TOut>("CollectPrimitive", "CollectPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("stream", source)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TOut result = seed();
        int count = 0;
        await foreach (TItem item in source.StreamAsync(input, context, cancellationToken).ConfigureAwait(false))
        {
            if (count++ == maxItems)
            {
                throw new LoopLimitException(Name, maxItems, nameof(maxItems));
            }

            result = add(result, item);
        }

        return result;
    }
}
