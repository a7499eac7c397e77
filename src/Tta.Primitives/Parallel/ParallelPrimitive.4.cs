namespace Tta.Primitives;

/// <summary>Four branches that run at the same time on the same input and give a tuple in their order.</summary>
/// <typeparam name="TIn">What every branch takes.</typeparam>
/// <typeparam name="T1">What branch 1 gives.</typeparam>
/// <typeparam name="T2">What branch 2 gives.</typeparam>
/// <typeparam name="T3">What branch 3 gives.</typeparam>
/// <typeparam name="T4">What branch 4 gives.</typeparam>
public sealed class ParallelPrimitive<TIn, T1, T2, T3, T4> : Primitive<TIn, (T1, T2, T3, T4)>
{
    internal ParallelPrimitive(
        IPrimitive<TIn, T1> branch1, IPrimitive<TIn, T2> branch2, IPrimitive<TIn, T3> branch3, IPrimitive<TIn, T4> branch4, BranchOptions? options = null)
        : base((options ??= BranchOptions.Default).Validated().Name ?? ParallelNames.Type, ParallelNames.Type)
    {
        Branch1 = Observed.Of(branch1);
        Branch2 = Observed.Of(branch2);
        Branch3 = Observed.Of(branch3);
        Branch4 = Observed.Of(branch4);
        Options = options;
    }

    internal IPrimitive<TIn, T1> Branch1 { get; }

    internal IPrimitive<TIn, T2> Branch2 { get; }

    internal IPrimitive<TIn, T3> Branch3 { get; }

    internal IPrimitive<TIn, T4> Branch4 { get; }

    internal BranchOptions Options { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<PrimitiveChild> Children =>
    [
        PrimitiveChild.Of("branch 0", Branch1),
        PrimitiveChild.Of("branch 1", Branch2),
        PrimitiveChild.Of("branch 2", Branch3),
        PrimitiveChild.Of("branch 3", Branch4),
    ];

    /// <summary>The same branches with other options.</summary>
    /// <param name="options">Concurrency and what a failure means.</param>
    /// <returns>A new primitive.</returns>
    public ParallelPrimitive<TIn, T1, T2, T3, T4> With(BranchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(Branch1, Branch2, Branch3, Branch4, options);
    }

    /// <inheritdoc/>
    protected override async ValueTask<(T1, T2, T3, T4)> ExecuteCoreAsync(
        TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        var run1 = new BranchRun<TIn, T1>(Branch1);
        var run2 = new BranchRun<TIn, T2>(Branch2);
        var run3 = new BranchRun<TIn, T3>(Branch3);
        var run4 = new BranchRun<TIn, T4>(Branch4);
        await FanOut<TIn>.RunAsync([run1, run2, run3, run4], input, context, Options, cancellationToken).ConfigureAwait(false);
        return (run1.Value, run2.Value, run3.Value, run4.Value);
    }
}
