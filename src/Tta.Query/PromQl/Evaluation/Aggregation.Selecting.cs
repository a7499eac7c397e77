namespace Tta.Query.PromQl;

/// <summary>The aggregations that pass series on: topk, bottomk, limitk, limit_ratio.</summary>
internal sealed partial class Aggregation
{
    private void CheckParameter(double[]? parameter)
    {
        if (aggregate.Op.KeepsSeries() && Array.Exists(parameter!, double.IsNaN))
        {
            throw new PromQlExecutionException(
                aggregate.Op == AggregateOperator.LimitRatio ? "Ratio value is NaN" : "Parameter value is NaN");
        }
    }

    private List<SeriesColumn> SelectK(List<Group> groups, double[] k)
    {
        var result = new List<SeriesColumn>();
        foreach (Group group in groups)
        {
            var present = new List<int>(group.Members.Count);
            var selected = new bool[group.Members.Count];
            for (int i = 0; i < steps.Count; i++)
            {
                present.Clear();
                for (int m = 0; m < group.Members.Count; m++)
                {
                    if (!SeriesColumn.IsAbsent(group.Members[m].Values[i]))
                    {
                        present.Add(m);
                    }
                }

                Rank(present, group, i);
                int kept = k[i] < 1 ? 0 : (int)Math.Min(k[i], present.Count);
                for (int rank = kept; rank < present.Count; rank++)
                {
                    group.Members[present[rank]].Values[i] = SeriesColumn.Absent;
                }

                for (int rank = 0; rank < kept; rank++)
                {
                    selected[present[rank]] = true;
                    if (!_context.IsRangeQuery)
                    {
                        result.Add(group.Members[present[rank]]);
                    }
                }
            }

            for (int m = 0; m < selected.Length && _context.IsRangeQuery; m++)
            {
                if (selected[m])
                {
                    result.Add(group.Members[m]);
                }
            }
        }

        return result;
    }

    private void Rank(List<int> present, Group group, int step)
    {
        if (aggregate.Op == AggregateOperator.Limitk)
        {
            present.Sort((a, b) => group.Members[a].Labels.CompareTo(group.Members[b].Labels));
            return;
        }

        int sign = aggregate.Op == AggregateOperator.Topk ? -1 : 1;
        present.Sort((a, b) =>
        {
            double left = group.Members[a].Values[step];
            double right = group.Members[b].Values[step];
            int order = double.IsNaN(left) || double.IsNaN(right)
                ? double.IsNaN(left).CompareTo(double.IsNaN(right))
                : sign * left.CompareTo(right);
            return order != 0 ? order : a.CompareTo(b);
        });
    }

    private List<SeriesColumn> LimitRatio(List<Group> groups, double[] ratios)
    {
        for (int i = 0; i < ratios.Length; i++)
        {
            if (ratios[i] is < -1 or > 1)
            {
                double capped = Math.Clamp(ratios[i], -1, 1);
                _context.Annotations.Warn(
                    $"ratio value should be between -1 and 1, got {GoText.Shortest(ratios[i])}, capping to {GoText.Shortest(capped)}",
                    aggregate.Parameter!);
                ratios[i] = capped;
            }
        }

        var result = new List<SeriesColumn>();
        foreach (Group group in groups)
        {
            foreach (SeriesColumn member in group.Members)
            {
                double offset = LabelsHash.Of(member.Labels) / (double)ulong.MaxValue;
                for (int i = 0; i < ratios.Length; i++)
                {
                    if (ratios[i] >= 0 ? offset >= ratios[i] : offset < 1 + ratios[i])
                    {
                        member.Values[i] = SeriesColumn.Absent;
                    }
                }

                result.Add(member);
            }
        }

        return result;
    }
}
