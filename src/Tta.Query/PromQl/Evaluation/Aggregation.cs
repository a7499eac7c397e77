using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>One aggregation: groups are formed once per series, then each group is combined column by column.</summary>
internal sealed partial class Aggregation(Evaluator evaluator, AggregateExpr aggregate, EvaluationSteps steps)
{
    private readonly QueryContext _context = evaluator.Context;

    public List<SeriesColumn> Evaluate()
    {
        double[]? parameter = aggregate.Parameter is { Type: PromQlType.Scalar } p ? evaluator.Scalar(p, steps) : null;
        CheckParameter(parameter);
        List<SeriesColumn> columns = evaluator.Vector(aggregate.Inner, steps);
        if (columns.Count == 0)
        {
            return columns;
        }

        List<Group> groups = FormGroups(columns);
        List<SeriesColumn> result = aggregate.Op switch
        {
            AggregateOperator.Sum => Combine<SumAccumulator>(groups),
            AggregateOperator.Avg => Combine<MeanAccumulator>(groups),
            AggregateOperator.Min => Combine<MinAccumulator>(groups),
            AggregateOperator.Max => Combine<MaxAccumulator>(groups),
            AggregateOperator.Group => Combine<GroupAccumulator>(groups),
            AggregateOperator.Count => Combine<CountAccumulator>(groups),
            AggregateOperator.Stddev => Combine<DeviationAccumulator>(groups),
            AggregateOperator.Stdvar => Combine<VarianceAccumulator>(groups),
            AggregateOperator.Quantile => Quantile(groups, parameter!),
            AggregateOperator.CountValues => CountValues(groups),
            AggregateOperator.LimitRatio => LimitRatio(groups, parameter!),
            _ => SelectK(groups, parameter!),
        };
        if (!aggregate.Op.KeepsSeries())
        {
            _context.Budget.Return(columns);
        }

        return result;
    }

    private List<Group> FormGroups(List<SeriesColumn> columns)
    {
        var subset = new LabelSubset(keep: !aggregate.Without, aggregate.Grouping, dropsMetadata: true);
        var byLabels = new Dictionary<Labels, Group>();
        var groups = new List<Group>();
        foreach (SeriesColumn column in columns)
        {
            Labels labels = subset.Of(column.Labels);
            if (!byLabels.TryGetValue(labels, out Group? group))
            {
                byLabels.Add(labels, group = new Group(labels));
                groups.Add(group);
            }

            group.Members.Add(column);
        }

        return groups;
    }

    private List<SeriesColumn> Combine<TAccumulator>(List<Group> groups)
        where TAccumulator : struct, IAccumulator
    {
        var result = new List<SeriesColumn>(groups.Count);
        var cells = new TAccumulator[steps.Count];
        foreach (Group group in groups)
        {
            double[] values = _context.Budget.TakeColumn(steps.Count);
            Array.Clear(cells);
            foreach (SeriesColumn member in group.Members)
            {
                double[] source = member.Values;
                for (int i = 0; i < source.Length; i++)
                {
                    if (!SeriesColumn.IsAbsent(source[i]))
                    {
                        cells[i].Add(source[i]);
                        values[i] = 0;
                    }
                }
            }

            for (int i = 0; i < values.Length; i++)
            {
                values[i] = SeriesColumn.IsAbsent(values[i]) ? values[i] : cells[i].Value;
            }

            result.Add(new SeriesColumn(group.Labels, values, group.DropsName));
        }

        return result;
    }

    private List<SeriesColumn> Quantile(List<Group> groups, double[] quantile)
    {
        WarnOfQuantiles(quantile);
        var result = new List<SeriesColumn>(groups.Count);
        foreach (Group group in groups)
        {
            double[] values = _context.Budget.TakeColumn(steps.Count);
            var present = new double[group.Members.Count];
            for (int i = 0; i < values.Length; i++)
            {
                int count = 0;
                foreach (SeriesColumn member in group.Members)
                {
                    if (!SeriesColumn.IsAbsent(member.Values[i]))
                    {
                        present[count++] = member.Values[i];
                    }
                }

                if (count > 0)
                {
                    values[i] = Quantiles.Of(quantile[i], present.AsSpan(0, count));
                }
            }

            result.Add(new SeriesColumn(group.Labels, values, group.DropsName));
        }

        return result;
    }

    private void WarnOfQuantiles(double[] quantiles)
    {
        foreach (double quantile in quantiles)
        {
            if (quantile is not (>= 0 and <= 1))
            {
                _context.Annotations.Warn(
                    $"quantile value should be between 0 and 1, got {GoText.Shortest(quantile)}", aggregate.Parameter!);
            }
        }
    }

    private List<SeriesColumn> CountValues(List<Group> groups)
    {
        string label = Evaluator.Text(aggregate.Parameter!);
        if (label.Length == 0)
        {
            throw new PromQlExecutionException($"invalid label name {GoText.Quote(label)}");
        }

        var byLabels = new Dictionary<Labels, SeriesColumn>();
        var result = new List<SeriesColumn>();
        foreach (Group group in groups)
        {
            for (int i = 0; i < steps.Count; i++)
            {
                foreach (SeriesColumn member in group.Members)
                {
                    double value = member.Values[i];
                    if (SeriesColumn.IsAbsent(value))
                    {
                        continue;
                    }

                    Labels labels = group.Labels.ToBuilder().Set(label, GoText.Fixed(value)).Build();
                    if (!byLabels.TryGetValue(labels, out SeriesColumn? column))
                    {
                        column = new SeriesColumn(labels, _context.Budget.TakeColumn(steps.Count), group.DropsName);
                        byLabels.Add(labels, column);
                        result.Add(column);
                    }

                    column.Values[i] = SeriesColumn.IsAbsent(column.Values[i]) ? 1 : column.Values[i] + 1;
                }
            }
        }

        return result;
    }

    private sealed class Group(Labels labels)
    {
        public Labels Labels { get; } = labels;

        public List<SeriesColumn> Members { get; } = [];

        public bool DropsName => Members.Exists(static m => m.DropsName);
    }
}
