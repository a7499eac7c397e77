namespace Tta.Primitives;

/// <summary>
/// Runs a step with a setting that is learned from its executions, within bounds. What is learned is compared with further executions
/// before it is used, is put aside when it fails, and is explained by <see cref="Explain"/>. Off unless switched on. Thread-safe.
/// </summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public sealed class AdaptiveSettingPrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private readonly SettingLearner _learner;
    private readonly Func<double, Action<double?, WorkflowContext>, IPrimitive<TIn, TOut>> _build;
    private readonly SettingRule _rule;
    private volatile AdaptiveMode _mode;
    private volatile Built _built;

    /// <param name="name">Name in spans and metrics.</param>
    /// <param name="rule">The setting, its bounds, and how it follows from what executions need.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="build">Makes the step with a value of the setting; it reports what each execution needed.</param>
    internal AdaptiveSettingPrimitive(
        string name,
        SettingRule rule,
        AdaptiveSettingOptions options,
        Func<double, Action<double?, WorkflowContext>, IPrimitive<TIn, TOut>> build)
        : base(name, "AdaptivePrimitive")
    {
        _learner = new SettingLearner(rule, options.Validated());
        _rule = rule;
        _build = build;
        _mode = options.Mode;
        _built = new Built(rule.Baseline, build(rule.Baseline, Learn));
    }

    /// <summary>How far it may go; takes effect with the next execution. What was learned stays.</summary>
    public AdaptiveMode Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("with a " + _rule.Name + " that learns", _built.Primitive)];

    /// <summary>The setting: its values, what is known, and why it is what it is.</summary>
    /// <param name="now">The moment to explain. Default: now by the system's clock.</param>
    /// <returns>What is known.</returns>
    public AdaptiveSetting Explain(DateTimeOffset? now = null) => _learner.Explain(_mode, now ?? TimeProvider.System.GetUtcNow());

    /// <summary>Forgets what was learned.</summary>
    public void Reset() => _learner.Reset();

    /// <inheritdoc/>
    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        double value = _learner.InUse(_mode, context.TimeProvider.GetUtcNow());
        Built built = _built;
        if (built.Value != value)
        {
            _built = built = new Built(value, _build(value, Learn));
        }

        CurrentSpan.Set("adaptive.setting", _rule.Name);
        CurrentSpan.Set("adaptive.value", value);
        return built.Primitive.ExecuteAsync(input, context, cancellationToken);
    }

    private void Learn(double? need, WorkflowContext context) =>
        AdaptiveTelemetry.Changed(Name, _learner.Learn(need, _mode, context.TimeProvider.GetUtcNow()), context);

    private sealed record Built(double Value, IPrimitive<TIn, TOut> Primitive);
}
