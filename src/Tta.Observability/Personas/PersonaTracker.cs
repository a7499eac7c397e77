using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>
/// Follows which persona works: switches with an audit, how long each one works, what it may use, and budgets that are reported or
/// enforced. Give it to <see cref="TtaObservabilityOptions.Personas"/> and the tokens of model calls are counted by themselves.
/// </summary>
/// <remarks>Thread-safe. The metrics end with the tracker.</remarks>
public sealed partial class PersonaTracker : IDisposable
{
    private const string Nobody = "none";
    private const string BudgetsFile = ".tta/persona-budgets.json";

    private static readonly BudgetDecision s_unlimited = new(true, BudgetEnforcement.Warn, default);

    // The same meters and instruments as the persona switches of the primitives and the model calls of the integrations: what is
    // counted here and there is one series.
    private readonly Meter _meter = new(new MeterOptions(TtaPrimitivesTelemetry.MeterName) { Version = TtaPrimitivesTelemetry.Version });
    private readonly Meter _callMeter = PersonaUsageListener.NewTrackerMeter();
    private readonly Dictionary<string, BudgetLedger> _ledgers;
    private readonly TimeProvider _time;
    private readonly Func<ILogger> _logger;
    private readonly PersonaAudit _audit;
    private readonly PersonaGuard _guard;
    private readonly Lock _listening = new();
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _exceeded;
    private readonly Histogram<double> _duration;
    private PersonaUsageListener? _listener;

    /// <summary>Follows the personas of a catalog.</summary>
    /// <param name="catalog">The personas.</param>
    /// <param name="time">The clock of the budget windows; null takes the system's.</param>
    /// <param name="logger">Gets switches, refusals and warnings; null takes <see cref="TtaObservability.LoggerFactory"/>.</param>
    /// <param name="options">The workspace folder, and whether budgets are shared; null keeps the defaults.</param>
    public PersonaTracker(PersonaCatalog catalog, TimeProvider? time = null, ILogger? logger = null, PersonaTrackerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Catalog = catalog;
        _time = time ?? TimeProvider.System;
        _logger = logger is null ? static () => TtaObservability.LoggerFactory.CreateLogger("Tta.Personas") : () => logger;
        string folder = options?.WorkspaceFolder ?? WorkspaceFolder.Of(Environment.CurrentDirectory)?.FullName ?? Environment.CurrentDirectory;
        SharedBudgets? shared = options is { ShareBudgets: true } ? new SharedBudgets(Path.Combine(folder, BudgetsFile), options.LockLimit, _time, _logger) : null;
        _ledgers = catalog.All.ToDictionary(static persona => persona.Name, persona => new BudgetLedger(persona, _time, shared), StringComparer.Ordinal);
        _audit = new PersonaAudit(_meter, _time, _logger);
        _guard = new PersonaGuard(catalog, folder, _audit.Denied);
        _tokens = _callMeter.CreateCounter<long>(PersonaUsageListener.Tokens, "{token}", "Tokens of model calls by persona.");
        _cost = _callMeter.CreateCounter<double>(PersonaUsageListener.Cost, null, "Cost of model calls in US dollars by persona.");
        _exceeded = _meter.CreateCounter<long>("persona.budget.exceeded", "{decision}", "Work that did not fit into the budget of its persona, by what was done about it.");
        _duration = _meter.CreateHistogram(
            "persona.duration", "s", "Time that a persona worked at a stretch.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] });
        _meter.CreateObservableGauge("persona.budget.remaining_tokens", RemainingTokens, null, "Tokens that a persona may still use in the present window.");
        _meter.CreateObservableGauge("persona.budget.remaining_usd", RemainingUsd, null, "US dollars that a persona may still spend in the present window.");
    }

    /// <summary>The personas.</summary>
    public PersonaCatalog Catalog { get; }

    /// <summary>The last 1,000 switches, oldest first.</summary>
    public IReadOnlyList<PersonaSwitch> Audit => _audit.Switches;

    /// <summary>The last 1,000 refusals, oldest first.</summary>
    public IReadOnlyList<PersonaDenial> Denials => _audit.Denials;

    /// <summary>
    /// Hands work to a persona until the scope ends; then the former one is back. Tools that run below the scope's context are limited to
    /// what the persona may use.
    /// </summary>
    /// <param name="context">The context of the work so far.</param>
    /// <param name="persona">The persona, by name, with or without <c>tta-</c>.</param>
    /// <param name="chatMode">Its chat mode; null keeps the present one.</param>
    /// <returns>The scope, with the context to go on with.</returns>
    /// <exception cref="ArgumentException">The catalog has no such persona, or it may not be in this chat mode.</exception>
    public PersonaScope Enter(WorkflowContext context, string persona, string? chatMode = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        PersonaDefinition definition = Find(persona);
        if (chatMode is not null && !Catalog.Allows(definition, chatMode))
        {
            throw new ArgumentException($"persona {definition.Name} may not be in chat mode {chatMode}: add it to the mode's personas", nameof(chatMode));
        }

        WorkflowContext entered = context.WithPersona(definition.Name, chatMode) with { PersonaPolicy = _guard };
        if (!string.Equals(context.Persona, definition.Name, StringComparison.Ordinal))
        {
            _audit.Switched(context.Persona ?? Nobody, entered);
        }

        return new PersonaScope(entered, _guard, _time, _duration);
    }

    /// <summary>What a persona has used of its budget.</summary>
    /// <param name="persona">The persona, by name, with or without <c>tta-</c>.</param>
    /// <returns>Its budget in the present window.</returns>
    /// <exception cref="ArgumentException">The catalog has no such persona.</exception>
    public PersonaBudget GetBudget(string persona) => _ledgers[Find(persona).Name].Budget;

    /// <summary>
    /// Whether work fits into the budget of its persona now; work without a known persona always fits. Sets nothing aside: work that runs at
    /// the same time takes <see cref="Reserve(string?, long, decimal)"/>. Counts a work that does not fit.
    /// </summary>
    /// <param name="persona">The persona, or null.</param>
    /// <param name="neededTokens">Tokens the work is expected to use; 0 asks whether anything is left.</param>
    /// <param name="neededUsd">US dollars it is expected to cost; 0 asks whether anything is left.</param>
    /// <returns>The decision.</returns>
    public BudgetDecision Decide(string? persona, long neededTokens, decimal neededUsd = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(neededTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(neededUsd);
        if (persona is null || Catalog.Find(persona) is not { } definition)
        {
            return s_unlimited;
        }

        BudgetLedger ledger = _ledgers[definition.Name];
        PersonaBudget budget = ledger.Budget;
        var needed = new BudgetAmount(neededTokens, neededUsd);
        var decision = new BudgetDecision(budget.Fits(needed), definition.OnBudgetExceeded, budget);
        Report(ledger, decision, needed);
        return decision;
    }

    /// <summary>
    /// Sets aside what work is expected to use, if it fits into the budget of its persona or is done all the same
    /// (<see cref="BudgetEnforcement.Warn"/>): decisions made at the same time, in all processes that share the budget, never exceed it
    /// together. Work without a known persona always fits. Counts a work that does not.
    /// </summary>
    /// <param name="persona">The persona, or null.</param>
    /// <param name="tokens">Tokens the work is expected to use; 0 asks whether anything is left.</param>
    /// <param name="costUsd">US dollars it is expected to cost; 0 asks whether anything is left.</param>
    /// <returns>The decision, with what was set aside until it is disposed.</returns>
    public PersonaReservation Reserve(string? persona, long tokens, decimal costUsd = 0) => Reserve(persona, new BudgetAmount(tokens, costUsd), hasCheaper: true);

    /// <summary>Counts a model call that no instrumented client made; calls through Tta.Integrations are counted by themselves.</summary>
    /// <param name="persona">The persona it was made for.</param>
    /// <param name="chatMode">Its chat mode, or null.</param>
    /// <param name="tokens">Tokens in and out.</param>
    /// <param name="costUsd">Cost in US dollars, 0 or more; null when unknown.</param>
    /// <exception cref="ArgumentException">The catalog has no such persona.</exception>
    public void RecordUsage(string persona, string? chatMode, long tokens, double? costUsd = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        if (costUsd is { } given && !(given >= 0 && double.IsFinite(given)))
        {
            throw new ArgumentOutOfRangeException(nameof(costUsd), given, "a cost is 0 US dollars or more");
        }

        PersonaDefinition definition = Find(persona);
        var amount = new BudgetAmount(tokens, (decimal)(costUsd ?? 0));
        var labels = new TagList { { "persona", definition.Name } };
        if (chatMode is not null)
        {
            labels.Add("chatmode", chatMode);
        }

        _tokens.Add(tokens, in labels);
        if (costUsd is { } cost)
        {
            _cost.Add(cost, in labels);
        }

        Use(definition, amount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_listening)
        {
            _listener?.Dispose();
            _listener = null;
        }

        _meter.Dispose();
        _callMeter.Dispose();
    }

    /// <summary>From now on counts the calls of the instrumented clients of this process. A second call does nothing.</summary>
    internal void Listen()
    {
        lock (_listening)
        {
            _listener ??= new PersonaUsageListener((name, amount) =>
            {
                if (Catalog.Find(name) is { } persona)
                {
                    Use(persona, amount);
                }
            });
        }
    }

    /// <summary>Takes the tokens of a finished model call, made by other clients than those it listens to, from the budget of its persona.</summary>
    internal void Observe(Activity span)
    {
        if (!string.Equals(span.Source.Name, TelemetryNames.Integrations, StringComparison.Ordinal)
            && ModelCall.Is(span) && span.GetTagItem("persona") is string name && Catalog.Find(name) is { } persona)
        {
            long tokens = TokensOf(span, "gen_ai.usage.input_tokens") + TokensOf(span, "gen_ai.usage.output_tokens");
            if (tokens > 0)
            {
                Use(persona, new BudgetAmount(tokens, 0));
            }
        }
    }

    /// <param name="persona">The persona, or null.</param>
    /// <param name="needed">What the work is expected to use.</param>
    /// <param name="hasCheaper">Whether something cheaper can be done; otherwise routing is warning.</param>
    internal PersonaReservation Reserve(string? persona, BudgetAmount needed, bool hasCheaper)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(needed.Tokens);
        ArgumentOutOfRangeException.ThrowIfNegative(needed.CostUsd);
        if (persona is null || Catalog.Find(persona) is not { } definition)
        {
            return new PersonaReservation(s_unlimited);
        }

        BudgetEnforcement enforcement = definition.OnBudgetExceeded is BudgetEnforcement.Route && !hasCheaper ? BudgetEnforcement.Warn : definition.OnBudgetExceeded;
        BudgetLedger ledger = _ledgers[definition.Name];
        (bool fits, PersonaBudget budget, BudgetAmount held) = ledger.Reserve(needed, isDoneAnyway: enforcement is BudgetEnforcement.Warn);
        var decision = new BudgetDecision(fits, enforcement, budget);
        Report(ledger, decision, needed);
        return decision.IsAllowed ? new PersonaReservation(decision, ledger, held) : new PersonaReservation(decision);
    }

    private static long TokensOf(Activity span, string key) => span.GetTagItem(key) switch
    {
        long tokens => tokens,
        int tokens => tokens,
        _ => 0,
    };

    private PersonaDefinition Find(string persona) => Catalog.Find(persona)
        ?? throw new ArgumentException($"no persona '{persona}': there are {string.Join(", ", Catalog.All.Select(static candidate => candidate.Name))}", nameof(persona));

    private void Use(PersonaDefinition persona, BudgetAmount amount)
    {
        BudgetLedger ledger = _ledgers[persona.Name];
        if (ledger.Use(amount, PersonaReservation.Of(ledger)))
        {
            PersonaBudget budget = ledger.Budget;
            LogBudget(_logger(), persona.Name, budget.UsedTokens, budget.LimitTokens, budget.UsedUsd, budget.LimitUsd, budget.ResetsAt);
        }
    }

    private void Report(BudgetLedger ledger, BudgetDecision decision, BudgetAmount needed)
    {
        if (decision.FitsBudget)
        {
            return;
        }

        string persona = ledger.Persona.Name;
        PersonaBudget budget = decision.Budget;
        _exceeded.Add(1, new("persona", persona), new("action", decision.Enforcement.ToString().ToLowerInvariant()));
        if (ledger.IsFirst(decision.Enforcement))
        {
            string done = decision.Enforcement switch
            {
                BudgetEnforcement.Warn => "done all the same",
                BudgetEnforcement.Route => "left to something cheaper",
                _ => "refused",
            };
            LogExceeded(
                _logger(), persona, budget.UsedTokens, budget.ReservedTokens, budget.LimitTokens, budget.UsedUsd, budget.ReservedUsd, budget.LimitUsd,
                needed.Tokens, needed.CostUsd, done, budget.ResetsAt);
        }
    }

    private IEnumerable<Measurement<long>> RemainingTokens()
    {
        foreach (BudgetLedger ledger in _ledgers.Values)
        {
            if (ledger.Persona.TokenBudget > 0)
            {
                yield return new Measurement<long>(ledger.Budget.RemainingTokens, new KeyValuePair<string, object?>("persona", ledger.Persona.Name));
            }
        }
    }

    private IEnumerable<Measurement<double>> RemainingUsd()
    {
        foreach (BudgetLedger ledger in _ledgers.Values)
        {
            if (ledger.Persona.CostBudgetUsd > 0)
            {
                yield return new Measurement<double>((double)ledger.Budget.RemainingUsd, new KeyValuePair<string, object?>("persona", ledger.Persona.Name));
            }
        }
    }

    [LoggerMessage(
        2, LogLevel.Warning,
        "persona {Persona} has used {UsedTokens} of {LimitTokens} tokens and {UsedUsd} of {LimitUsd} US dollars (0 is no limit); a new budget comes at {ResetsAt:O}")]
    private static partial void LogBudget(
        ILogger logger, string persona, long usedTokens, long limitTokens, decimal usedUsd, decimal limitUsd, DateTimeOffset resetsAt);

    [LoggerMessage(
        5, LogLevel.Warning,
        "the budget of persona {Persona} is exceeded: {UsedTokens} tokens used and {ReservedTokens} set aside of {LimitTokens}, {UsedUsd} US dollars used and {ReservedUsd} set aside of "
        + "{LimitUsd} (0 is no limit); work that needs {NeededTokens} tokens and {NeededUsd} US dollars is {Done}, and so is what follows until {ResetsAt:O}")]
    private static partial void LogExceeded(
        ILogger logger, string persona, long usedTokens, long reservedTokens, long limitTokens, decimal usedUsd, decimal reservedUsd, decimal limitUsd,
        long neededTokens, decimal neededUsd, string done, DateTimeOffset resetsAt);
}
