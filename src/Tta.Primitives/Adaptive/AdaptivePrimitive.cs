using System.Collections.Concurrent;

namespace Tta.Primitives;

/// <summary>
/// Runs a baseline, measures candidates on a small part of the executions, and, when told to, lets one that proved better take over.
/// A candidate that fails is followed by the baseline, so that learning costs time but no result. What is learned is bounded, ages,
/// and is explained by <see cref="Explain"/>. Off unless switched on. Thread-safe.
/// </summary>
/// <typeparam name="TIn">What the strategies take.</typeparam>
/// <typeparam name="TOut">What they give.</typeparam>
public sealed class AdaptivePrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private const string AllKinds = "";
    private const string OtherKinds = "_other";

    private readonly (string Name, IPrimitive<TIn, TOut> Primitive)[] _strategies;
    private readonly AdaptiveOptions<TIn> _options;
    private readonly StrategyLearner.Limits _limits;
    private readonly ConcurrentDictionary<string, StrategyLearner> _learners = new(StringComparer.Ordinal);
    private volatile AdaptiveMode _mode;

    internal AdaptivePrimitive(
        IPrimitive<TIn, TOut> baseline,
        IEnumerable<(string Name, IPrimitive<TIn, TOut> Primitive)> candidates,
        AdaptiveOptions<TIn> options)
        : base(options.Validated().Name, "AdaptivePrimitive")
    {
        ArgumentNullException.ThrowIfNull(candidates);
        _strategies = [("baseline", Observed.Of(baseline)), .. candidates.Select(static candidate => (candidate.Name, Observed.Of(candidate.Primitive)))];
        _options = options;
        _limits = new(
            options.MinimumRuns, options.WindowRuns, options.SuccessGain, options.DurationRatio, options.MaxFailureRatio, options.PutAsideFor);
        _mode = options.Mode;
        if (_strategies.Length == 1)
        {
            throw new ArgumentException($"adaptive primitive '{Name}' needs at least one candidate", nameof(candidates));
        }
    }

    /// <summary>How far it may go; takes effect with the next execution. What was learned stays.</summary>
    public AdaptiveMode Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<PrimitiveChild> Children =>
        [.. _strategies.Select(static strategy => PrimitiveChild.Of("strategy " + strategy.Name, strategy.Primitive))];

    /// <summary>What is known of every strategy, what would run now, and why.</summary>
    /// <param name="now">The moment to explain. Default: now by the system's clock.</param>
    /// <returns>One entry for each kind of input and strategy.</returns>
    public IReadOnlyList<AdaptiveStrategy> Explain(DateTimeOffset? now = null)
    {
        string[] names = [.. _strategies.Select(static strategy => strategy.Name)];
        DateTimeOffset moment = now ?? TimeProvider.System.GetUtcNow();
        return [.. _learners.OrderBy(static learner => learner.Key, StringComparer.Ordinal)
            .SelectMany(learner => learner.Value.Explain(learner.Key, names, _mode, moment))];
    }

    /// <summary>Forgets what was learned.</summary>
    public void Reset() => _learners.Clear();

    /// <inheritdoc/>
    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        AdaptiveMode mode = _mode;
        if (mode == AdaptiveMode.Off)
        {
            return await _strategies[0].Primitive.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        }

        StrategyLearner learner = LearnerFor(input, context);
        (int strategy, string reason) = learner.Choose(
            mode, _options.Randomizer() < _options.ExplorationRatio, context.TimeProvider.GetUtcNow());
        AdaptiveTelemetry.Ran(Name, _strategies[strategy].Name, context);
        CurrentSpan.Set("adaptive.strategy", _strategies[strategy].Name);
        CurrentSpan.Set("adaptive.reason", reason);
        try
        {
            return await RunAsync(strategy, learner, input, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (strategy > 0 && !cancellationToken.IsCancellationRequested)
        {
            Log.CandidateFailed(TtaLogging.Logger, Name, _strategies[strategy].Name, Failures.ErrorType(e));
            CurrentSpan.Set("adaptive.fell_back", true);
        }

        return await RunAsync(0, learner, input, context, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TOut> RunAsync(
        int strategy, StrategyLearner learner, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TimeProvider time = context.TimeProvider;
        long start = time.GetTimestamp();
        try
        {
            TOut output = await _strategies[strategy].Primitive.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
            learner.Learn(strategy, succeeded: true, time.GetElapsedTime(start).TotalSeconds, time.GetUtcNow());
            return output;
        }
        catch (Exception e) when (!Failures.IsCancellation(e, cancellationToken))
        {
            learner.Learn(strategy, succeeded: false, time.GetElapsedTime(start).TotalSeconds, time.GetUtcNow());
            throw;
        }
    }

    private StrategyLearner LearnerFor(TIn input, WorkflowContext context)
    {
        string kind = _options.KindOf?.Invoke(input, context) ?? AllKinds;
        if (!_learners.ContainsKey(kind) && _learners.Count >= _options.MaxKinds)
        {
            kind = OtherKinds;
        }

        return _learners.GetOrAdd(kind, static (_, self) => new StrategyLearner(self._strategies.Length, self._limits), this);
    }
}
