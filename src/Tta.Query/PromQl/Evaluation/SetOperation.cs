using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary><c>and</c>, <c>or</c>, <c>unless</c>: presence decides, values and labels pass through.</summary>
internal sealed class SetOperation(BinaryExpr binary, int count)
{
    private readonly LabelSubset _matching = new(binary.Matching!.On, binary.Matching.Labels);

    public List<SeriesColumn> Evaluate(List<SeriesColumn> left, List<SeriesColumn> right)
    {
        if (binary.Op == BinaryOperator.Or)
        {
            return Or(left, right);
        }

        Dictionary<Labels, bool[]> present = Presence(right);
        bool keepsMatched = binary.Op == BinaryOperator.And;
        foreach (SeriesColumn column in left)
        {
            bool[]? matched = present.GetValueOrDefault(_matching.Of(column.Labels));
            for (int i = 0; i < count; i++)
            {
                if ((matched is not null && matched[i]) != keepsMatched)
                {
                    column.Values[i] = SeriesColumn.Absent;
                }
            }
        }

        return left;
    }

    private List<SeriesColumn> Or(List<SeriesColumn> left, List<SeriesColumn> right)
    {
        Dictionary<Labels, bool[]> present = Presence(left);
        var byLabels = new Dictionary<Labels, SeriesColumn>(left.Count);
        foreach (SeriesColumn column in left)
        {
            byLabels.TryAdd(column.Labels, column);
        }

        foreach (SeriesColumn column in right)
        {
            if (present.TryGetValue(_matching.Of(column.Labels), out bool[]? covered))
            {
                for (int i = 0; i < count; i++)
                {
                    column.Values[i] = covered[i] ? SeriesColumn.Absent : column.Values[i];
                }
            }

            if (!column.HasValues())
            {
                continue;
            }

            if (byLabels.TryGetValue(column.Labels, out SeriesColumn? same))
            {
                Merge(same, column);
            }
            else
            {
                left.Add(column);
            }
        }

        return left;
    }

    private static void Merge(SeriesColumn target, SeriesColumn source)
    {
        target.DropsName |= source.DropsName;
        for (int i = 0; i < source.Values.Length; i++)
        {
            if (!SeriesColumn.IsAbsent(source.Values[i]))
            {
                target.Values[i] = source.Values[i];
            }
        }
    }

    private Dictionary<Labels, bool[]> Presence(List<SeriesColumn> columns)
    {
        var present = new Dictionary<Labels, bool[]>();
        foreach (SeriesColumn column in columns)
        {
            Labels key = _matching.Of(column.Labels);
            if (!present.TryGetValue(key, out bool[]? steps))
            {
                present.Add(key, steps = new bool[count]);
            }

            for (int i = 0; i < count; i++)
            {
                steps[i] |= !SeriesColumn.IsAbsent(column.Values[i]);
            }
        }

        return present;
    }
}
