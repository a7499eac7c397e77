using System.Globalization;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>One run of a metrics query.</summary>
internal sealed class MetricsRun(ITraceScanSource source, Limits limits, StepGrid grid, int exemplars)
{
    // So many exemplars of a series may lie close together.
    private const int ExemplarsPerInterval = 2;

    private readonly CellBudget _budget = new(limits);
    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);
    private TraceQlStatistics _statistics;
    private bool _isTruncated;

    public async Task<TraceQlMetricsResult> RunAsync(MetricsExpr expr, CancellationToken cancellationToken)
    {
        List<MetricSeries> series = await EvaluateAsync(expr, cancellationToken).ConfigureAwait(false);
        series.Sort(static (left, right) => left.Labels.CompareTo(right.Labels));
        var shown = new List<TraceQlSeries>(series.Count);
        foreach (MetricSeries each in series)
        {
            if (!each.IsEmpty)
            {
                shown.Add(Describe(each));
            }
        }

        if (_isTruncated)
        {
            _warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"the query has more than {limits.MaxTraceSeries} series (limits.max_trace_series); the others were left out"));
        }

        return new TraceQlMetricsResult(shown, _statistics, [.. _warnings], _isTruncated);
    }

    private async Task<List<MetricSeries>> EvaluateAsync(MetricsExpr expr, CancellationToken cancellationToken)
    {
        List<MetricSeries> series;
        if (expr is MetricsOperation operation)
        {
            List<MetricSeries> left = await EvaluateAsync(operation.Left, cancellationToken).ConfigureAwait(false);
            List<MetricSeries> right = await EvaluateAsync(operation.Right, cancellationToken).ConfigureAwait(false);
            series = SeriesMath.Combine(operation.Operator, left, right);
        }
        else
        {
            series = await CollectAsync((MetricsQuery)expr, cancellationToken).ConfigureAwait(false);
        }

        foreach (MetricsStage stage in expr.Stages)
        {
            series = SeriesMath.Apply(stage, series);
        }

        return series;
    }

    private async Task<List<MetricSeries>> CollectAsync(MetricsQuery query, CancellationToken cancellationToken)
    {
        ScanPlan plan = ScanPlan.Of(query.Pipeline, selectedOnly: true);
        MetricsFunction function = query.Function;
        var more = new List<TraceField>(function.By);
        if (function.Field is { } field)
        {
            more.Add(field);
        }

        var exemplarReader = new ExemplarReader([.. plan.Fields, .. more]);
        bool isCompare = function.Kind == MetricsFunctionKind.Compare;
        ISpanCollector collector = isCompare
            ? new CompareCollector(function, grid, _budget, exemplarReader)
            : new GroupCollector(function, grid, limits, _budget, exemplarReader);
        if (plan.IsEmpty)
        {
            return collector.Series();
        }

        var scan = new ScanRun(source, limits);
        var evaluator = new PipelineEvaluator(query.Pipeline);
        var pool = new SpanSetPool();
        var sampler = new ExemplarSampler(exemplars, grid.Count, ExemplarsPerInterval);
        TraceScan asked = plan.ToScan(After(grid.StartNs), After(grid.EndNs), newestFirst: false, wholeSpans: isCompare, [.. more]);
        await foreach (TraceView trace in scan.ReadAsync(asked, cancellationToken).ConfigureAwait(false))
        {
            List<SpanSet> sets = evaluator.Run(trace, pool);
            for (int i = 0; i < sets.Count; i++)
            {
                Observe(trace, sets[i].Spans, collector, sampler);
            }
        }

        _isTruncated |= collector.IsTruncated;
        _warnings.UnionWith(scan.Warnings());
        _statistics = new TraceQlStatistics(
            _statistics.InspectedTraces + scan.Statistics.InspectedTraces, _statistics.InspectedSpans + scan.Statistics.InspectedSpans);
        return collector.Series();
    }

    // The first span of a trace that an interval has room for becomes its exemplar.
    private void Observe(TraceView trace, List<int> spans, ISpanCollector collector, ExemplarSampler sampler)
    {
        bool wantsExemplar = sampler.HasRoom;
        for (int i = 0; i < spans.Count; i++)
        {
            int step = grid.IndexOf(trace[spans[i]].StartNs);
            if (step < 0)
            {
                continue;
            }

            collector.Observe(trace, spans[i], step);
            if (wantsExemplar && sampler.TryTake(step))
            {
                wantsExemplar = false;
                collector.ObserveExemplar(trace, spans[i], step);
            }
        }
    }

    private TraceQlSeries Describe(MetricSeries series)
    {
        var samples = new List<TraceQlSample>(series.Values.Length);
        for (int i = 0; i < series.Values.Length; i++)
        {
            if (!double.IsNaN(series.Values[i]))
            {
                samples.Add(new TraceQlSample(grid.TimestampMs(i), series.Values[i]));
            }
        }

        var shown = new List<TraceQlExemplar>(series.Exemplars.Count);
        foreach (SpanExemplar exemplar in series.Exemplars)
        {
            double atStep = series.Values[exemplar.Step];
            if (!double.IsNaN(atStep))
            {
                shown.Add(new TraceQlExemplar(exemplar.Labels, double.IsNaN(exemplar.Value) ? atStep : exemplar.Value, exemplar.TimestampMs));
            }
        }

        shown.Sort(static (left, right) => left.TimestampMs.CompareTo(right.TimestampMs));
        return new TraceQlSeries(series.Labels.ToKeyValues(), samples, shown);
    }

    private static long After(long ns) => ns == long.MaxValue ? ns : ns + 1;
}
