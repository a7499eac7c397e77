// Spec: Prometheus 3.x, evaluation of recording rules (rules/recording.go, rules/group.go): results lose their name, take that of the rule and
// its labels; series that are gone end with a stale marker; a rule that fails leaves the others alone. Differences: no state over a restart.
using Tta.Agent.Configuration;
using Tta.Model;
using Tta.Query;
using Tta.Query.PromQl;
using Tta.Server.Hosting;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Rules;

/// <summary>Evaluates the recording rules of one group. Driven by one loop; not thread-safe.</summary>
internal sealed class RecordingRules
{
    private readonly RuleGroup _group;
    private readonly PromQlEngine _engine;
    private readonly IMetricAppender _store;
    private readonly TimeProvider _time;
    private readonly CounterFamily _failures;
    private readonly ILogger _logger;
    private readonly State[] _states;
    private readonly MetricBatch _batch = new();

    public RecordingRules(RuleGroup group, PromQlEngine engine, IMetricAppender store, TimeProvider time, CounterFamily failures, ILogger logger)
    {
        _group = group;
        _engine = engine;
        _store = store;
        _time = time;
        _failures = failures;
        _logger = logger;
        _states = [.. group.Rules.Select(static rule => new State(rule))];
    }

    public RuleGroup Group => _group;

    /// <summary>Evaluates every rule at the present time, in order: later ones see what earlier ones stored.</summary>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        long timeMs = (_time.GetUtcNow() - _group.QueryOffset).ToUnixTimeMilliseconds();
        foreach (State state in _states)
        {
            string? problem = await EvaluateAsync(state, timeMs, cancellationToken);
            if (problem is not null)
            {
                _failures.With(_group.Name).Add(1);
                if (!state.IsFailing)
                {
                    _logger.LogWarning(ServerEvents.RuleFailed, "rule {Record} of group {Group} in {File} failed: {Problem}", state.Rule.Record, _group.Name, _group.File, problem);
                }
            }

            state.IsFailing = problem is not null;
        }
    }

    private async ValueTask<string?> EvaluateAsync(State state, long timeMs, CancellationToken cancellationToken)
    {
        try
        {
            PromQlResult result = await _engine.EvaluateInstantAsync(state.Rule.Expression, timeMs, cancellationToken);
            var present = new HashSet<Labels>();
            _batch.Clear();
            foreach ((Labels labels, double value) in SamplesOf(result.Value))
            {
                Labels recorded = Recorded(state.Rule, labels);
                if (!present.Add(recorded))
                {
                    return "vector contains metrics with the same labelset after applying rule labels";
                }

                _batch.AddSample(_batch.AddSeries(recorded), timeMs, value);
            }

            if (_group.Limit > 0 && present.Count > _group.Limit)
            {
                return $"exceeded limit of {_group.Limit} with {present.Count} series";
            }

            foreach (Labels gone in state.Series.Where(series => !present.Contains(series)))
            {
                _batch.AddSample(_batch.AddSeries(gone), timeMs, StaleMarker.Value);
            }

            if (_batch.Samples.Count > 0)
            {
                await _store.AppendAsync(_batch, cancellationToken);
            }

            state.Series = present;
            return null;
        }
        catch (Exception e) when (e is PromQlParseException or PromQlExecutionException or QueryTimeoutException or LimitExceededException or StoreUnavailableException)
        {
            return e.Message;
        }
    }

    private static IEnumerable<(Labels Labels, double Value)> SamplesOf(PromQlValue value) => value switch
    {
        VectorValue vector => vector.Samples.Select(static sample => (sample.Labels, sample.Value)),
        ScalarValue scalar => [(Labels.Empty, scalar.Value)],
        _ => throw new PromQlExecutionException("rule result is not a vector or scalar"),
    };

    private static Labels Recorded(RecordingRule rule, Labels labels)
    {
        LabelsBuilder builder = labels.ToBuilder().Set(LabelNames.MetricName, rule.Record);
        foreach (Label label in rule.Labels)
        {
            builder.Set(label.Name, label.Value);
        }

        return builder.Build();
    }

    private sealed class State(RecordingRule rule)
    {
        public RecordingRule Rule => rule;

        /// <summary>What the last evaluation stored.</summary>
        public HashSet<Labels> Series { get; set; } = [];

        public bool IsFailing { get; set; }
    }
}
