using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>A step, then a stream on what it gave.</summary>
internal sealed class StreamAfter<TIn, TMid, TItem>(IPrimitive<TIn, TMid> first, IStreamPrimitive<TMid, TItem> second)
    : StreamPrimitive<TIn, TItem>("SequentialStream", "SequentialStream")
{
    protected override IReadOnlyList<PrimitiveChild> Children =>
        [PrimitiveChild.Of("step 1", first), PrimitiveChild.Of("step 2", second)];

    protected override async IAsyncEnumerable<TItem> StreamCoreAsync(
        TIn input, WorkflowContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TMid middle = await first.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        await foreach (TItem item in second.StreamAsync(middle, context, cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }
}
