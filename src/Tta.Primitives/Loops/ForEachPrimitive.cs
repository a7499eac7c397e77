namespace Tta.Primitives;

/// <summary>Runs a body on each item of a list, a bounded number at a time; results keep the order of the items.</summary>
internal sealed class ForEachPrimitive<TItem, TOut>(IPrimitive<TItem, TOut> body, BranchOptions options)
    : Primitive<IReadOnlyList<TItem>, IReadOnlyList<TOut>>(options.Validated().Name ?? "ForEachPrimitive", "ForEachPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("each item", body)];

    protected override async ValueTask<IReadOnlyList<TOut>> ExecuteCoreAsync(
        IReadOnlyList<TItem> input, WorkflowContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ItemRun[] runs = [.. input.Select(item => new ItemRun(body, item))];
        CurrentSpan.Set("foreach.items", runs.Length);
        await FanOut<IReadOnlyList<TItem>>.RunAsync(runs, input, context, options, "foreach.item", "foreach.index", cancellationToken)
            .ConfigureAwait(false);
        return Array.ConvertAll(runs, static run => run.Value);
    }

    private sealed class ItemRun(IPrimitive<TItem, TOut> body, TItem item) : BranchRun<IReadOnlyList<TItem>>
    {
        private TOut? _value;

        public TOut Value => _value!;

        public override async ValueTask RunAsync(IReadOnlyList<TItem> input, WorkflowContext context, CancellationToken cancellationToken) =>
            _value = await body.ExecuteAsync(item, context, cancellationToken).ConfigureAwait(false);
    }
}
