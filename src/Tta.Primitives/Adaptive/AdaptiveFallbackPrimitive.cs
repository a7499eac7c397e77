namespace Tta.Primitives;

/// <summary>
/// A step with alternatives whose order follows their success and speed, once each was tried often enough. Every alternative is still tried
/// before the step fails, so that learning costs time but no result. Off unless switched on. Thread-safe.
/// </summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public sealed class AdaptiveFallbackPrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private readonly IPrimitive<TIn, TOut> _primary;
    private readonly (string Name, IPrimitive<TIn, TOut> Primitive)[] _fallbacks;
    private readonly AdaptiveOptions<TIn> _options;
    private readonly OrderLearner _learner;
    private readonly FallbackPrimitive<TIn, TOut> _asGiven;
    private volatile AdaptiveMode _mode;

    internal AdaptiveFallbackPrimitive(
        IPrimitive<TIn, TOut> primary, IEnumerable<(string Name, IPrimitive<TIn, TOut> Primitive)> fallbacks, AdaptiveOptions<TIn> options)
        : base(options.Validated().Name, "AdaptivePrimitive")
    {
        ArgumentNullException.ThrowIfNull(fallbacks);
        _primary = Observed.Of(primary);
        _fallbacks =
        [
            .. fallbacks.Select((fallback, i) => (fallback.Name, (IPrimitive<TIn, TOut>)new MeasuredPrimitive<TIn, TOut>(
                Observed.Of(fallback.Primitive), (took, error, context) => Learn(i, took, error, context)))),
        ];
        ArgumentOutOfRangeException.ThrowIfZero(_fallbacks.Length, nameof(fallbacks));
        _options = options;
        _mode = options.Mode;
        _asGiven = InOrder(Enumerable.Range(0, _fallbacks.Length));
        _learner = new OrderLearner(_fallbacks.Length, options.MinimumRuns, options.WindowRuns, options.SuccessGain);
    }

    /// <summary>How far it may go; takes effect with the next execution. What was learned stays.</summary>
    public AdaptiveMode Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<PrimitiveChild> Children =>
    [
        PrimitiveChild.Of("primary", _primary),
        .. _fallbacks.Select(static fallback => PrimitiveChild.Of("fallback " + fallback.Name, fallback.Primitive)),
    ];

    /// <summary>What is known of every alternative, which would be tried first now, and why; in the order in which they would be tried.</summary>
    /// <returns>One entry for each alternative.</returns>
    public IReadOnlyList<AdaptiveStrategy> Explain() => _learner.Explain([.. _fallbacks.Select(static fallback => fallback.Name)], _mode);

    /// <summary>Forgets what was learned.</summary>
    public void Reset() => _learner.Reset();

    /// <inheritdoc/>
    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        AdaptiveMode mode = _mode;
        bool explores = mode >= AdaptiveMode.Validate && _options.Randomizer() < _options.ExplorationRatio;
        FallbackPrimitive<TIn, TOut> chain = explores || mode == AdaptiveMode.Active ? InOrder(_learner.Order(explores, mode)) : _asGiven;
        return chain.ExecuteUnobservedAsync(input, context, cancellationToken);
    }

    private FallbackPrimitive<TIn, TOut> InOrder(IEnumerable<int> order) =>
        new(_primary, [.. order.Select(i => _fallbacks[i].Primitive)], new FallbackOptions { Name = Name });

    private void Learn(int fallback, TimeSpan took, Exception? error, WorkflowContext context)
    {
        AdaptiveTelemetry.Ran(Name, _fallbacks[fallback].Name, context);
        if (_mode != AdaptiveMode.Off)
        {
            _learner.Learn(fallback, error is null, took.TotalSeconds);
        }
    }
}
