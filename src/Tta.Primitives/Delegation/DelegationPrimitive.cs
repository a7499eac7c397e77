namespace Tta.Primitives;

/// <summary>An orchestrator picks who does the work, a validator judges it, and what fails goes to the next stronger executor.</summary>
internal sealed class DelegationPrimitive<TTask, TResult> : Primitive<TTask, TResult>
{
    private const string Escalated = "escalated";

    private readonly IPrimitive<TTask, RouteDecision> _orchestrator;
    private readonly (string Name, IPrimitive<TTask, TResult> Primitive)[] _weakestFirst;
    private readonly IPrimitive<(TTask Task, TResult Result), bool>? _validator;
    private readonly int _maxEscalations;
    private readonly DelegationOptions<TTask, TResult> _options;

    public DelegationPrimitive(
        IPrimitive<TTask, RouteDecision> orchestrator,
        IEnumerable<(string Name, IPrimitive<TTask, TResult> Primitive)> weakestFirst,
        DelegationOptions<TTask, TResult> options)
        : base(options.Name, "DelegationPrimitive")
    {
        ArgumentNullException.ThrowIfNull(weakestFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxEscalations);
        _orchestrator = Observed.Of(orchestrator);
        _weakestFirst = [.. weakestFirst.Select(static executor => (executor.Name, Observed.Of(executor.Primitive)))];
        _validator = options.Validator is null ? null : Observed.Of(options.Validator);
        _maxEscalations = options.MaxEscalations;
        _options = options;
        if (_weakestFirst.Length == 0)
        {
            throw new ArgumentException($"delegation '{Name}' needs at least one executor", nameof(weakestFirst));
        }
    }

    protected override IReadOnlyList<PrimitiveChild> Children =>
    [
        PrimitiveChild.Of("orchestrator", _orchestrator),
        .. _weakestFirst.Select(static executor => PrimitiveChild.Of("executor " + executor.Name, executor.Primitive)),
        .. _validator is null ? Array.Empty<PrimitiveChild>() : [PrimitiveChild.Of("validator", _validator)],
    ];

    protected override async ValueTask<TResult> ExecuteCoreAsync(TTask input, WorkflowContext context, CancellationToken cancellationToken)
    {
        RouteDecision decision = await _orchestrator.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        int first = Array.FindIndex(_weakestFirst, executor => executor.Name == decision.Route);
        if (first < 0)
        {
            throw new RouteNotFoundException(Name, decision.Route, _weakestFirst.Select(static executor => executor.Name));
        }

        decimal spentUsd = 0;
        int last = (int)Math.Min(_weakestFirst.Length - 1L, (long)first + _maxEscalations);
        for (int i = first; i <= last; i++)
        {
            string executor = _weakestFirst[i].Name;
            RouterTelemetry.Report(Name, i == first ? decision : new RouteDecision(executor, Escalated), context);
            TResult result = await _weakestFirst[i].Primitive.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
            spentUsd += _options.CostUsd?.Invoke(executor, input, result) ?? 0;
            if (_validator is null || await _validator.ExecuteAsync((input, result), context, cancellationToken).ConfigureAwait(false))
            {
                CurrentSpan.Set("delegation.executor", executor);
                CurrentSpan.Set("delegation.escalations", i - first);
                TellCost(executor, input, result, spentUsd, context);
                return result;
            }
        }

        throw new DelegationFailedException(Name, [.. _weakestFirst[first..(last + 1)].Select(static executor => executor.Name)]);
    }

    private void TellCost(string executor, TTask input, TResult result, decimal spentUsd, WorkflowContext context)
    {
        if (_options.CostUsd is null)
        {
            return;
        }

        CurrentSpan.Set("delegation.cost_usd", (double)spentUsd);
        if (_options.BaselineUsd is { } baseline)
        {
            // Below zero where escalations made it dearer: that is told, and adds nothing to what was saved.
            double savedUsd = (double)(baseline(input, result) - spentUsd);
            CurrentSpan.Set("delegation.savings_usd", savedUsd);
            RouterTelemetry.Saved(Name, executor, context, savedUsd);
        }
    }
}
