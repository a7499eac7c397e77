// Spec: Tempo 3, pkg/traceql/ast_metrics_math.go, ast_metrics.go (second stages), series_heap.go (ties of topk and bottomk).
namespace Tta.Query.TraceQl;

/// <summary>What is done to series once all spans are seen.</summary>
internal static class SeriesMath
{
    public static List<MetricSeries> Apply(MetricsStage stage, List<MetricSeries> series) => stage switch
    {
        RankStage rank => Rank(rank, series),
        ThresholdStage threshold => Filter(threshold, series),
        ArithmeticStage arithmetic => Compute(arithmetic, series),
        _ => series,
    };

    /// <summary>Arithmetic between series of equal labels; a series without labels goes with every series of the other side.</summary>
    public static List<MetricSeries> Combine(FieldOperator op, List<MetricSeries> left, List<MetricSeries> right)
    {
        Dictionary<SeriesLabels, MetricSeries> leftByLabels = ByLabels(left);
        Dictionary<SeriesLabels, MetricSeries> rightByLabels = ByLabels(right);
        var combined = new List<MetricSeries>();
        foreach (MetricSeries target in rightByLabels.ContainsKey(SeriesLabels.None) ? left : right)
        {
            if (!TryFind(leftByLabels, target.Labels, out MetricSeries? l, out bool isLeftShared)
                || !TryFind(rightByLabels, target.Labels, out MetricSeries? r, out bool isRightShared))
            {
                continue;
            }

            var values = new double[Math.Min(l.Values.Length, r.Values.Length)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Compute(op, l.Values[i], r.Values[i]);
            }

            string? name = l.Labels.MetricName is { } leftName && r.Labels.MetricName is { } rightName
                ? $"({leftName} {op.Text()} {rightName})"
                : null;
            IReadOnlyList<SpanExemplar> exemplars = isLeftShared == isRightShared ? [.. l.Exemplars, .. r.Exemplars]
                : isLeftShared ? r.Exemplars : l.Exemplars;
            combined.Add(new MetricSeries(l.Labels.Merge(r.Labels, name), values, exemplars));
        }

        return combined;
    }

    private static Dictionary<SeriesLabels, MetricSeries> ByLabels(List<MetricSeries> series)
    {
        var byLabels = new Dictionary<SeriesLabels, MetricSeries>(series.Count);
        foreach (MetricSeries each in series)
        {
            byLabels[each.Labels] = each;
        }

        return byLabels;
    }

    private static bool TryFind(
        Dictionary<SeriesLabels, MetricSeries> series,
        SeriesLabels labels,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MetricSeries? found,
        out bool isShared)
    {
        isShared = !series.TryGetValue(labels, out found);
        return !isShared || series.TryGetValue(SeriesLabels.None, out found);
    }

    private static double Compute(FieldOperator op, double left, double right) => op switch
    {
        FieldOperator.Add => left + right,
        FieldOperator.Subtract => left - right,
        FieldOperator.Multiply => left * right,
        _ => right == 0 ? double.NaN : left / right,
    };

    private static List<MetricSeries> Compute(ArithmeticStage stage, List<MetricSeries> series)
    {
        var computed = new List<MetricSeries>(series.Count);
        foreach (MetricSeries each in series)
        {
            var values = new double[each.Values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Compute(stage, each.Values[i]);
            }

            var exemplars = new List<SpanExemplar>(each.Exemplars.Count);
            foreach (SpanExemplar exemplar in each.Exemplars)
            {
                exemplars.Add(exemplar with { Value = Compute(stage, exemplar.Value) });
            }

            computed.Add(new MetricSeries(each.Labels, values, exemplars));
        }

        return computed;
    }

    private static double Compute(ArithmeticStage stage, double value) =>
        stage.ValueOnLeft ? Compute(stage.Operator, stage.Value, value) : Compute(stage.Operator, value, stage.Value);

    private static List<MetricSeries> Filter(ThresholdStage stage, List<MetricSeries> series)
    {
        Static bound = Static.From(stage.Value);
        var kept = new List<MetricSeries>();
        foreach (MetricSeries each in series)
        {
            var values = new double[each.Values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                double value = each.Values[i];
                values[i] = !double.IsNaN(value) && StaticMath.Compare(stage.Operator, Static.From(value), bound) ? value : double.NaN;
            }

            var filtered = new MetricSeries(each.Labels, values, each.Exemplars);
            if (!filtered.IsEmpty)
            {
                kept.Add(filtered);
            }
        }

        return kept;
    }

    // At each step the largest or smallest values; of equal ones topk takes the first by labels, bottomk the last.
    private static List<MetricSeries> Rank(RankStage stage, List<MetricSeries> series)
    {
        if (series.Count <= stage.Count)
        {
            return series;
        }

        int steps = series[0].Values.Length;
        var ranked = new List<MetricSeries>(series.Count);
        foreach (MetricSeries each in series)
        {
            var values = new double[steps];
            Array.Fill(values, double.NaN);
            ranked.Add(each with { Values = values });
        }

        var candidates = new List<int>(series.Count);
        for (int step = 0; step < steps; step++)
        {
            candidates.Clear();
            for (int i = 0; i < series.Count; i++)
            {
                if (!double.IsNaN(series[i].Values[step]))
                {
                    candidates.Add(i);
                }
            }

            int at = step;
            candidates.Sort((left, right) =>
            {
                int order = series[right].Values[at].CompareTo(series[left].Values[at]);
                order = order != 0 ? order : series[left].Labels.CompareTo(series[right].Labels);
                return stage.Largest ? order : -order;
            });
            for (int i = 0; i < candidates.Count && i < stage.Count; i++)
            {
                ranked[candidates[i]].Values[step] = series[candidates[i]].Values[step];
            }
        }

        ranked.RemoveAll(static each => each.IsEmpty);
        return ranked;
    }
}
