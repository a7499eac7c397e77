using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>
/// Arithmetic and comparisons between two instant vectors. Groups are formed once per series; ambiguity is found per step, because
/// series that share a group may take turns.
/// </summary>
internal sealed class VectorJoin(QueryContext context, BinaryExpr binary, int count)
{
    private readonly VectorMatching _matching = binary.Matching!;
    private readonly LabelSubset _subset = new(binary.Matching!.On, binary.Matching.Labels);
    private readonly Dictionary<Labels, SeriesColumn> _results = [];
    private readonly List<SeriesColumn> _ordered = [];
    private readonly Dictionary<Labels, bool[]> _occupied = [];

    private bool IsOneToOne => _matching.Cardinality == MatchCardinality.OneToOne;

    private bool OneSideIsLeft => _matching.Cardinality == MatchCardinality.OneToMany;

    public List<SeriesColumn> Evaluate(List<SeriesColumn> left, List<SeriesColumn> right)
    {
        List<SeriesColumn> many = OneSideIsLeft ? right : left;
        List<SeriesColumn> one = OneSideIsLeft ? left : right;
        Dictionary<Labels, List<SeriesColumn>> groups = GroupBySubset(one);
        CheckUnique(groups, many);
        foreach (SeriesColumn series in many)
        {
            Labels key = _subset.Of(series.Labels);
            List<SeriesColumn> partners = groups.GetValueOrDefault(key) ?? [];
            foreach (SeriesColumn partner in partners)
            {
                Combine(series, partner, key);
            }

            if (_matching.FillRight is { } oneFill)
            {
                CombineWithFill(series, isMany: true, partners, oneFill, key);
            }
        }

        if (_matching.FillLeft is { } manyFill)
        {
            FillManySide(groups, GroupBySubset(many), manyFill);
        }

        return _ordered;
    }

    private void FillManySide(
        Dictionary<Labels, List<SeriesColumn>> oneSide, Dictionary<Labels, List<SeriesColumn>> manySide, double fill)
    {
        foreach ((Labels key, List<SeriesColumn> members) in oneSide)
        {
            foreach (SeriesColumn member in members)
            {
                CombineWithFill(member, isMany: false, manySide.GetValueOrDefault(key) ?? [], fill, key);
            }
        }
    }

    private Dictionary<Labels, List<SeriesColumn>> GroupBySubset(List<SeriesColumn> columns)
    {
        var groups = new Dictionary<Labels, List<SeriesColumn>>();
        foreach (SeriesColumn series in columns)
        {
            Labels key = _subset.Of(series.Labels);
            if (!groups.TryGetValue(key, out List<SeriesColumn>? members))
            {
                groups.Add(key, members = []);
            }

            members.Add(series);
        }

        return groups;
    }

    private void CheckUnique(Dictionary<Labels, List<SeriesColumn>> groups, List<SeriesColumn> many)
    {
        foreach ((Labels key, List<SeriesColumn> members) in groups)
        {
            for (int i = 0; members.Count > 1 && i < count; i++)
            {
                SeriesColumn? first = null;
                foreach (SeriesColumn member in members)
                {
                    if (SeriesColumn.IsAbsent(member.Values[i]))
                    {
                        continue;
                    }

                    if (first is not null && AnyPresent(many, i))
                    {
                        (Labels a, Labels b) = first.Labels < member.Labels ? (first.Labels, member.Labels) : (member.Labels, first.Labels);
                        string side = OneSideIsLeft ? "left" : "right";
                        string what = context.Dialect == QueryDialect.LogQl
                            ? $"found duplicate series on the {side} hand-side"
                            : $"found duplicate series for the match group {key} on the {side} hand-side of the operation: [{a}, {b}]";
                        throw new PromQlExecutionException(
                            what + ";many-to-many matching not allowed: matching labels must be unique on one side");
                    }

                    first = member;
                }
            }
        }
    }

    private void Combine(SeriesColumn many, SeriesColumn one, Labels key)
    {
        var target = new Target(ResultLabels(many.Labels, one.Labels), key);
        for (int i = 0; i < count; i++)
        {
            if (!SeriesColumn.IsAbsent(many.Values[i]) && !SeriesColumn.IsAbsent(one.Values[i]))
            {
                Put(target, i, many.Values[i], one.Values[i]);
            }
        }
    }

    // Where no partner has a value, the fill value joins with the labels of the match group.
    private void CombineWithFill(SeriesColumn series, bool isMany, List<SeriesColumn> partners, double fill, Labels key)
    {
        var target = new Target(isMany ? ResultLabels(series.Labels, key) : ResultLabels(key, series.Labels), key);
        for (int i = 0; i < count; i++)
        {
            if (!SeriesColumn.IsAbsent(series.Values[i]) && !AnyPresent(partners, i))
            {
                Put(target, i, isMany ? series.Values[i] : fill, isMany ? fill : series.Values[i]);
            }
        }
    }

    private void Put(Target target, int step, double many, double one)
    {
        bool[] occupied = target.Occupied ??= OccupiedBy(IsOneToOne ? target.Key : target.Labels);
        if (occupied[step])
        {
            throw new PromQlExecutionException(IsOneToOne
                ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
                : "multiple matches for labels: grouping labels must ensure unique matches");
        }

        occupied[step] = true;
        double left = OneSideIsLeft ? one : many;
        double right = OneSideIsLeft ? many : one;
        bool filters = binary.Op.IsComparison() && !binary.ReturnBool;
        if (filters && !BinaryArithmetic.Holds(binary.Op, left, right))
        {
            return;
        }

        target.Column ??= ResultColumn(target.Labels);
        target.Column.Values[step] = filters ? left : context.Compute(binary.Op, left, right);
        target.Column.DropsName |= binary.ReturnBool;
    }

    private SeriesColumn ResultColumn(Labels labels)
    {
        if (!_results.TryGetValue(labels, out SeriesColumn? column))
        {
            column = new SeriesColumn(labels, context.Budget.TakeColumn(count), dropsName: false);
            _results.Add(labels, column);
            _ordered.Add(column);
        }

        return column;
    }

    private bool[] OccupiedBy(Labels key)
    {
        if (!_occupied.TryGetValue(key, out bool[]? steps))
        {
            _occupied.Add(key, steps = new bool[count]);
        }

        return steps;
    }

    private Labels ResultLabels(Labels many, Labels one)
    {
        LabelsBuilder labels = many.ToBuilder();
        if (!binary.Op.IsComparison())
        {
            labels.RemoveMetadata();
        }

        if (IsOneToOne)
        {
            foreach (Label label in many.Span)
            {
                if (Listed(label.Name) != _matching.On)
                {
                    labels.Remove(label.Name);
                }
            }
        }

        foreach (string name in _matching.Include)
        {
            labels.Set(name, one[name]);
        }

        return labels.Build();
    }

    private bool Listed(string name)
    {
        foreach (string listed in _matching.Labels)
        {
            if (string.Equals(listed, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyPresent(List<SeriesColumn> columns, int step)
    {
        foreach (SeriesColumn column in columns)
        {
            if (!SeriesColumn.IsAbsent(column.Values[step]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the values of one pair of series go.</summary>
    private sealed class Target(Labels labels, Labels key)
    {
        public Labels Labels { get; } = labels;

        public Labels Key { get; } = key;

        public bool[]? Occupied { get; set; }

        public SeriesColumn? Column { get; set; }
    }
}
