namespace Tta.Primitives;

/// <summary>A stream made of a delegate.</summary>
internal sealed class FuncStream<TIn, TItem>(string name, Func<TIn, WorkflowContext, CancellationToken, IAsyncEnumerable<TItem>> func)
    : StreamPrimitive<TIn, TItem>(name, "StreamPrimitive")
{
    protected override IAsyncEnumerable<TItem> StreamCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
        func(input, context, cancellationToken);
}
