namespace Tta.Primitives;

/// <summary>Two branches that run at the same time on the same input and give a tuple in their order.</summary>
/// <typeparam name="TIn">What every branch takes.</typeparam>
/// <typeparam name="T1">What branch 1 gives.</typeparam>
/// <typeparam name="T2">What branch 2 gives.</typeparam>
public sealed class ParallelPrimitive<TIn, T1, T2> : Primitive<TIn, (T1, T2)>
{
    internal ParallelPrimitive(
        IPrimitive<TIn, T1> branch1, IPrimitive<TIn, T2> branch2, BranchOptions? options = null)
        : base((options ??= BranchOptions.Default).Validated().Name ?? ParallelNames.Type, ParallelNames.Type)
    {
        Branch1 = Observed.Of(branch1);
        Branch2 = Observed.Of(branch2);
        Options = options;
    }

    internal IPrimitive<TIn, T1> Branch1 { get; }

    internal IPrimitive<TIn, T2> Branch2 { get; }

    internal BranchOptions Options { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<PrimitiveChild> Children =>
    [
        PrimitiveChild.Of("branch 0", Branch1),
        PrimitiveChild.Of("branch 1", Branch2),
    ];

    /// <summary>The same branches with other options.</summary>
    /// <param name="options">Concurrency and what a failure means.</param>
    /// <returns>A new primitive.</returns>
    public ParallelPrimitive<TIn, T1, T2> With(BranchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(Branch1, Branch2, options);
    }

    /// <inheritdoc/>
    protected override async ValueTask<(T1, T2)> ExecuteCoreAsync(
        TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        var run1 = new BranchRun<TIn, T1>(Branch1);
        var run2 = new BranchRun<TIn, T2>(Branch2);
        await FanOut<TIn>.RunAsync([run1, run2], input, context, Options, cancellationToken).ConfigureAwait(false);
        return (run1.Value, run2.Value);
    }
}
