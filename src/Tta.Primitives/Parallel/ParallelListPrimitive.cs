using System.Globalization;

namespace Tta.Primitives;

/// <summary>Any number of branches of one type, giving a list in their order.</summary>
internal sealed class ParallelListPrimitive<TIn, TOut>(IReadOnlyList<IPrimitive<TIn, TOut>> branches, BranchOptions options)
    : Primitive<TIn, IReadOnlyList<TOut>>(options.Validated().Name ?? ParallelNames.Type, ParallelNames.Type)
{
    protected override IReadOnlyList<PrimitiveChild> Children => Branches.Describe(branches);

    protected override async ValueTask<IReadOnlyList<TOut>> ExecuteCoreAsync(
        TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        BranchRun<TIn, TOut>[] runs = Branches.Start(branches);
        await FanOut<TIn>.RunAsync(runs, input, context, options, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(runs, static run => run.Value);
    }
}

/// <summary>Any number of branches of one type, giving what came of each, errors included.</summary>
internal sealed class ParallelOutcomesPrimitive<TIn, TOut>(IReadOnlyList<IPrimitive<TIn, TOut>> branches, BranchOptions options)
    : Primitive<TIn, IReadOnlyList<BranchOutcome<TOut>>>(options.Validated().Name ?? ParallelNames.Type, ParallelNames.Type)
{
    private readonly BranchOptions _options = options with { OnFailure = BranchFailure.WaitForAll };

    protected override IReadOnlyList<PrimitiveChild> Children => Branches.Describe(branches);

    protected override async ValueTask<IReadOnlyList<BranchOutcome<TOut>>> ExecuteCoreAsync(
        TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        BranchRun<TIn, TOut>[] runs = Branches.Start(branches);
        await FanOut<TIn>.RunToEndAsync(runs, input, context, _options, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(runs, static run => run.Outcome);
    }
}

/// <summary>What both lists of branches share.</summary>
internal static class Branches
{
    public static BranchRun<TIn, TOut>[] Start<TIn, TOut>(IReadOnlyList<IPrimitive<TIn, TOut>> branches) =>
        [.. branches.Select(static branch => new BranchRun<TIn, TOut>(branch))];

    public static PrimitiveChild[] Describe<TIn, TOut>(IReadOnlyList<IPrimitive<TIn, TOut>> branches) =>
        [.. branches.Select(static (branch, i) => PrimitiveChild.Of("branch " + i.ToString(CultureInfo.InvariantCulture), branch))];

    public static IPrimitive<TIn, TOut>[] Checked<TIn, TOut>(IEnumerable<IPrimitive<TIn, TOut>> branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        IPrimitive<TIn, TOut>[] observed = [.. branches.Select(Observed.Of)];
        return observed.Length > 0 ? observed : throw new ArgumentException("a parallel step needs at least one branch", nameof(branches));
    }
}
