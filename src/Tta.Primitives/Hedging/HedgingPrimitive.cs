namespace Tta.Primitives;

/// <summary>
/// Starts another attempt beside a slow or failed one and takes the first result; the losers are cancelled and end in the background.
/// </summary>
/// <remarks>
/// Not on Polly's hedging: a saga must know which attempt won, and a step that is over at once needs no race.
/// </remarks>
internal sealed class HedgingPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner, HedgingOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "HedgingPrimitive")
{
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);
    private readonly bool _seesContext = inner is not Primitive<TIn, TOut> { SeesContext: false };
    private readonly bool _seesToken = inner is not Primitive<TIn, TOut> { SeesToken: false };

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of($"up to {options.MaxHedgedAttempts + 1} at once", _inner)];

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        bool isContextSeen = _seesContext || PrimitiveTelemetry.IsObservedIn(context);
        if (isContextSeen || _seesToken)
        {
            return new HedgingRace<TIn, TOut>(_inner, options, input, context, isContextSeen, cancellationToken).RunAsync();
        }

        ValueTask<TOut> first = _inner.ExecuteAsync(input, context, cancellationToken);
        return first.IsCompletedSuccessfully
            ? first
            : new HedgingRace<TIn, TOut>(_inner, options, input, context, isContextSeen, cancellationToken).RunAsync(first.AsTask());
    }
}
