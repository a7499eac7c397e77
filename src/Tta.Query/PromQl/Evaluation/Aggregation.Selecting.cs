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
            var selected = new bool[group.Members.Count];
            var best = new List<int>();
            for (int i = 0; i < steps.Count; i++)
            {
                best.Clear();
                KeepBest(group, i, k[i] < 1 ? 0 : (int)Math.Min(k[i], group.Members.Count), best);
                foreach (int index in best)
                {
                    selected[index] = true;
                    if (!_context.IsRangeQuery)
                    {
                        result.Add(group.Members[index]);
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

    // Leaves the k best values of the step in place, best first in the list, and removes the others.
    private void KeepBest(Group group, int step, int k, List<int> best)
    {
        for (int m = 0; m < group.Members.Count; m++)
        {
            double value = group.Members[m].Values[step];
            if (SeriesColumn.IsAbsent(value))
            {
                continue;
            }

            if (best.Count == k)
            {
                int loser = k == 0 || !IsBetter(group, m, best[^1], step) ? m : best[^1];
                group.Members[loser].Values[step] = SeriesColumn.Absent;
                if (loser == m)
                {
                    continue;
                }

                best.RemoveAt(k - 1);
            }

            best.Insert(PlaceOf(group, m, best, step), m);
        }
    }

    private int PlaceOf(Group group, int member, List<int> best, int step)
    {
        int low = 0;
        int high = best.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (IsBetter(group, member, best[middle], step))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    // Of equals the first stays ahead; NaN comes last.
    private bool IsBetter(Group group, int member, int other, int step)
    {
        if (aggregate.Op == AggregateOperator.Limitk)
        {
            return group.Members[member].Labels < group.Members[other].Labels;
        }

        double value = group.Members[member].Values[step];
        double otherValue = group.Members[other].Values[step];
        return aggregate.Op == AggregateOperator.Topk
            ? value > otherValue || (double.IsNaN(otherValue) && !double.IsNaN(value))
            : value < otherValue || (double.IsNaN(otherValue) && !double.IsNaN(value));
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
