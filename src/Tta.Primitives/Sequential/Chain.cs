using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>
/// The two halves of a chain. A half that is itself a chain is run in place, without a span of its own: so the steps are siblings
/// and <c>(a &gt;&gt; b) &gt;&gt; c</c> is the same as <c>a &gt;&gt; (b &gt;&gt; c)</c>. Typed pairs instead of a list keep values unboxed.
/// </summary>
internal sealed class Chain<TIn, TMid, TOut>(IPrimitive<TIn, TMid> first, IPrimitive<TMid, TOut> second) : SequentialPrimitive<TIn, TOut>
{
    private readonly IPrimitive<TIn, TMid> _first = Observed.Of(first);
    private readonly IPrimitive<TMid, TOut> _second = Observed.Of(second);

    internal override bool SeesContext { get; } =
        first is not Primitive<TIn, TMid> { SeesContext: false } || second is not Primitive<TMid, TOut> { SeesContext: false };

    internal override bool SeesToken { get; } =
        first is not Primitive<TIn, TMid> { SeesToken: false } || second is not Primitive<TMid, TOut> { SeesToken: false };

    public override void AddSteps(List<Func<string, PrimitiveChild>> steps)
    {
        AddSteps(_first, steps);
        AddSteps(_second, steps);
    }

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return OnFreshStackAsync(input, context, cancellationToken);
        }

        ValueTask<TMid> half = Run(_first, input, context, cancellationToken);
        return half.IsCompletedSuccessfully
            ? Run(_second, half.Result, context, cancellationToken)
            : AwaitedAsync(half, context, cancellationToken);
    }

    private async ValueTask<TOut> AwaitedAsync(ValueTask<TMid> half, WorkflowContext context, CancellationToken cancellationToken) =>
        await Run(_second, await half.ConfigureAwait(false), context, cancellationToken).ConfigureAwait(false);

    // A chain of many thousand steps is nested as deeply as it is long.
    private async ValueTask<TOut> OnFreshStackAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
        await Task.Run(() => ExecuteCoreAsync(input, context, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);

    private static ValueTask<TB> Run<TA, TB>(
        IPrimitive<TA, TB> half, TA input, WorkflowContext context, CancellationToken cancellationToken) =>
        half is SequentialPrimitive<TA, TB> chain
            ? chain.ExecuteUnobservedAsync(input, context, cancellationToken)
            : half.ExecuteAsync(input, context, cancellationToken);

    private static void AddSteps<TA, TB>(IPrimitive<TA, TB> half, List<Func<string, PrimitiveChild>> steps)
    {
        if (half is SequentialPrimitive<TA, TB> chain)
        {
            chain.AddSteps(steps);
        }
        else
        {
            steps.Add(role => PrimitiveChild.Of(role, half));
        }
    }
}
