// Spec: Tempo 3, MetricsCompare of pkg/traceql/engine_metrics_compare.go.
namespace Tta.Query.TraceQl;

/// <summary><c>compare</c>: how often each value of each field occurs on the selected spans and on the others.</summary>
internal sealed class CompareCollector(MetricsFunction function, StepGrid grid, CellBudget budget, ExemplarReader exemplars) : ISpanCollector
{
    private const string TypeLabel = "__meta_type";
    private const string ErrorLabel = "__meta_error";
    private const string TooManyValues = "__too_many_values__";

    // Values beyond are counted in the total of the field alone; they cannot be among the most frequent unless nearly all are rare.
    private const int MaxValuesPerField = 10_000;

    private readonly SpanPredicate _isSelected = FieldCompiler.CompilePredicate(function.Selection!.Condition);
    private readonly Side _baseline = new("baseline");
    private readonly Side _selection = new("selection");
    private readonly List<(TraceField Field, Static Value)> _fields = [];

    public bool IsTruncated => false;

    public void Observe(TraceView trace, int span, int step)
    {
        Side side = SideOf(trace, span);
        ComparedFields.Read(trace, span, _fields);
        foreach ((TraceField field, Static value) in _fields)
        {
            if (!side.Fields.TryGetValue(field, out FieldCounts? counts))
            {
                budget.Take(grid.Count);
                counts = new FieldCounts(grid.Count);
                side.Fields.Add(field, counts);
            }

            counts.Total[step]++;
            if (!counts.Values.TryGetValue(value, out double[]? values))
            {
                if (counts.Values.Count >= MaxValuesPerField)
                {
                    continue;
                }

                budget.Take(grid.Count);
                values = new double[grid.Count];
                counts.Values.Add(value, values);
            }

            values[step]++;
        }
    }

    public void ObserveExemplar(TraceView trace, int span, int step)
    {
        SpanExemplar exemplar = exemplars.Read(trace, span, step, double.NaN);
        Side side = SideOf(trace, span);
        ComparedFields.Read(trace, span, _fields);
        foreach ((TraceField field, _) in _fields)
        {
            if (side.Fields.TryGetValue(field, out FieldCounts? counts))
            {
                counts.Exemplars.Add(exemplar);
            }
        }
    }

    public List<MetricSeries> Series()
    {
        var series = new List<MetricSeries>();
        var overfull = new SortedSet<string>(StringComparer.Ordinal);
        AddSide(_baseline, series, overfull);
        AddSide(_selection, series, overfull);
        foreach (string field in overfull)
        {
            var marker = new double[grid.Count];
            series.Add(new MetricSeries(new SeriesLabels([(ErrorLabel, Static.From(TooManyValues)), (field, Static.Nil)]), marker, []));
        }

        return series;
    }

    private Side SideOf(TraceView trace, int span)
    {
        long startNs = trace[span].StartNs;
        bool isInWindow = function.SelectionEndNs == 0 || (startNs > function.SelectionStartNs && startNs <= function.SelectionEndNs);
        return isInWindow && _isSelected(trace, span) ? _selection : _baseline;
    }

    private void AddSide(Side side, List<MetricSeries> series, SortedSet<string> overfull)
    {
        foreach ((TraceField compared, FieldCounts counts) in side.Fields)
        {
            string field = compared.ToString();
            if (counts.Values.Count > function.TopN)
            {
                overfull.Add(field);
            }

            foreach ((Static value, double[] values) in counts.MostFrequent(function.TopN))
            {
                series.Add(new MetricSeries(new SeriesLabels([(TypeLabel, Static.From(side.Name)), (field, value)]), values, []));
            }

            var total = new SeriesLabels([(TypeLabel, Static.From(side.Name + "_total")), (field, Static.Nil)]);
            series.Add(new MetricSeries(total, counts.Total, counts.Exemplars));
        }
    }

    private sealed record Side(string Name)
    {
        public Dictionary<TraceField, FieldCounts> Fields { get; } = [];
    }

    private sealed class FieldCounts(int steps)
    {
        public double[] Total { get; } = new double[steps];

        public Dictionary<Static, double[]> Values { get; } = [];

        public List<SpanExemplar> Exemplars { get; } = [];

        public List<(Static Value, double[] Counts)> MostFrequent(long count)
        {
            var all = new List<(Static Value, double[] Counts, double Sum)>(Values.Count);
            foreach ((Static value, double[] counts) in Values)
            {
                double sum = 0;
                foreach (double each in counts)
                {
                    sum += each;
                }

                all.Add((value, counts, sum));
            }

            all.Sort(static (left, right) =>
            {
                int order = right.Sum.CompareTo(left.Sum);
                return order != 0 ? order : StaticMath.Order(left.Value, right.Value);
            });
            var most = new List<(Static Value, double[] Counts)>();
            for (int i = 0; i < all.Count && i < count; i++)
            {
                most.Add((all[i].Value, all[i].Counts));
            }

            return most;
        }
    }
}
