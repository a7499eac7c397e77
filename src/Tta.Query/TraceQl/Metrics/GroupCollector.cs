// Spec: Tempo 3, MetricsAggregate and GroupingAggregator of pkg/traceql. Difference: every duration counts in seconds, not only the span's.
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>All metrics functions but <c>compare</c>: one series for each combination of grouping values.</summary>
internal sealed class GroupCollector : ISpanCollector
{
    private const string BucketLabel = "__bucket";
    private const string QuantileLabel = "p";

    private readonly MetricsFunction _function;
    private readonly StepGrid _grid;
    private readonly Limits _limits;
    private readonly CellBudget _budget;
    private readonly ExemplarReader _exemplars;
    private readonly FieldEvaluator? _field;
    private readonly FieldEvaluator[] _by;
    private readonly bool _hasBucketLabel;
    private readonly Static[] _key;
    private readonly Dictionary<Static[], Group> _groups = new(StaticsComparer.Instance);

    public GroupCollector(MetricsFunction function, StepGrid grid, Limits limits, CellBudget budget, ExemplarReader exemplars)
    {
        _function = function;
        _grid = grid;
        _limits = limits;
        _budget = budget;
        _exemplars = exemplars;
        _field = function.Field is { } field ? FieldReaders.Of(field) : null;
        _hasBucketLabel = function.Kind == MetricsFunctionKind.HistogramOverTime;
        _by = new FieldEvaluator[function.By.Count];
        for (int i = 0; i < _by.Length; i++)
        {
            _by[i] = FieldReaders.Of(function.By[i]);
        }

        _key = new Static[_by.Length + (_hasBucketLabel ? 1 : 0)];
        if (_key.Length == 0 && function.Kind != MetricsFunctionKind.QuantileOverTime)
        {
            FindGroup(); // Without grouping there is always one series, perhaps of zeros.
        }
    }

    public bool IsTruncated { get; private set; }

    public void Observe(TraceView trace, int span, int step)
    {
        double value = ValueOf(trace, span);
        if (double.IsNaN(value))
        {
            return;
        }

        FindGroup(trace, span, value)?.Accumulator.Add(step, value);
    }

    public void ObserveExemplar(TraceView trace, int span, int step)
    {
        double value = ValueOf(trace, span);
        if (double.IsNaN(value) || FindGroup(trace, span, value) is not { } group)
        {
            return;
        }

        bool isMeasured = _function.Kind is not (MetricsFunctionKind.Rate or MetricsFunctionKind.CountOverTime or MetricsFunctionKind.HistogramOverTime);
        double shown = isMeasured ? _field!(trace, span).NumberInSeconds : double.NaN;
        group.Exemplars.Add(_exemplars.Read(trace, span, step, shown));
    }

    public List<MetricSeries> Series()
    {
        var series = new List<MetricSeries>(_groups.Count);
        foreach ((Static[] key, Group group) in _groups)
        {
            SeriesLabels labels = LabelsOf(key);
            if (group.Accumulator is QuantileAccumulator quantiles)
            {
                AddQuantiles(labels, quantiles, group.Exemplars, series);
            }
            else
            {
                series.Add(new MetricSeries(labels, group.Accumulator.Values(), group.Exemplars));
            }
        }

        return series;
    }

    // What a span counts for; NaN when it does not count.
    private double ValueOf(TraceView trace, int span) => _function.Kind switch
    {
        MetricsFunctionKind.Rate or MetricsFunctionKind.CountOverTime => 1,
        MetricsFunctionKind.HistogramOverTime or MetricsFunctionKind.QuantileOverTime => Log2Buckets.BoundOf(_field!(trace, span)),
        _ => _field!(trace, span).NumberInSeconds,
    };

    private Group? FindGroup(TraceView trace, int span, double value)
    {
        for (int i = 0; i < _by.Length; i++)
        {
            _key[i] = _by[i](trace, span);
        }

        if (_hasBucketLabel)
        {
            _key[^1] = Static.From(value);
        }

        return FindGroup();
    }

    private Group? FindGroup()
    {
        if (_groups.TryGetValue(_key, out Group? group))
        {
            return group;
        }

        if (_groups.Count >= _limits.MaxTraceSeries)
        {
            IsTruncated = true;
            return null;
        }

        _budget.Take(_grid.Count);
        group = new Group(StepAccumulator.Create(_function.Kind, _grid));
        _groups.Add([.. _key], group);
        return group;
    }

    // Missing values have no label; when all are missing, the first stays as nil.
    private SeriesLabels LabelsOf(Static[] key)
    {
        var labels = new List<(string Name, Static Value)>(key.Length);
        for (int i = 0; i < _by.Length; i++)
        {
            if (!key[i].IsNil)
            {
                labels.Add((_function.By[i].ToString(), key[i]));
            }
        }

        if (_hasBucketLabel)
        {
            labels.Add((BucketLabel, key[^1]));
        }
        else if (labels.Count == 0 && _by.Length > 0 && _function.Kind != MetricsFunctionKind.QuantileOverTime)
        {
            labels.Add((_function.By[0].ToString(), Static.Nil));
        }

        bool hasName = key.Length == 0 && _function.Kind != MetricsFunctionKind.QuantileOverTime;
        return new SeriesLabels(labels, hasName ? _function.Name : null);
    }

    // Each exemplar goes to the quantile it is closest to.
    private void AddQuantiles(SeriesLabels labels, QuantileAccumulator quantiles, List<SpanExemplar> exemplars, List<MetricSeries> series)
    {
        var overall = new double[_function.Quantiles.Count];
        var assigned = new List<SpanExemplar>[overall.Length];
        for (int i = 0; i < overall.Length; i++)
        {
            overall[i] = quantiles.Overall(_function.Quantiles[i]);
            assigned[i] = [];
        }

        foreach (SpanExemplar exemplar in exemplars)
        {
            int closest = 0;
            for (int i = 1; i < overall.Length; i++)
            {
                closest = Math.Abs(exemplar.Value - overall[i]) < Math.Abs(exemplar.Value - overall[closest]) ? i : closest;
            }

            assigned[closest].Add(exemplar);
        }

        for (int i = 0; i < overall.Length; i++)
        {
            double quantile = _function.Quantiles[i];
            series.Add(new MetricSeries(labels.With(QuantileLabel, Static.From(quantile)), quantiles.Values(quantile), assigned[i]));
        }
    }

    private sealed record Group(StepAccumulator Accumulator)
    {
        public List<SpanExemplar> Exemplars { get; } = [];
    }
}
