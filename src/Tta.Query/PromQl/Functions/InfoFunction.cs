// Spec: Prometheus 3.14, docs/querying/functions, info().
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>info: adds the labels of info metrics, such as target_info, to the series of the same target.</summary>
internal sealed class InfoFunction
{
    private const string DefaultMetric = "target_info";

    private static readonly string[] s_identity = [LabelNames.Instance, LabelNames.Job];

    private readonly QueryContext _context;
    private readonly EvaluationSteps _steps;
    private readonly LabelSubset _identity = new(keep: true, s_identity);
    private readonly List<LabelMatcher> _nameMatchers = [];
    private readonly List<LabelMatcher> _dataMatchers = [];
    private readonly Dictionary<Labels, SeriesColumn> _results = [];
    private readonly List<SeriesColumn> _ordered = [];

    private InfoFunction(QueryContext context, Call call, EvaluationSteps steps)
    {
        _context = context;
        _steps = steps;
        foreach (LabelMatcher matcher in SelectorOf(call).Matchers)
        {
            (string.Equals(matcher.Name, LabelNames.MetricName, StringComparison.Ordinal) ? _nameMatchers : _dataMatchers).Add(matcher);
        }
    }

    /// <summary>The info series that a call reads: target_info unless the call names others.</summary>
    public static VectorSelector SelectorOf(Call call)
    {
        var matchers = new List<LabelMatcher>();
        bool isNamed = false;
        bool isExcluding = false;
        foreach (LabelMatcher matcher in call.Arguments.Count > 1 ? ((VectorSelector)call.Arguments[1]).Matchers : [])
        {
            bool isName = string.Equals(matcher.Name, LabelNames.MetricName, StringComparison.Ordinal);
            bool isPositive = matcher.Type is MatchType.Equal or MatchType.Regex;
            isNamed |= isName && isPositive;
            isExcluding |= isName && !isPositive;
            matchers.Add(matcher);
        }

        if (!isNamed)
        {
            matchers.Add(isExcluding
                ? new LabelMatcher(MatchType.Regex, LabelNames.MetricName, ".+_info")
                : LabelMatcher.Equal(LabelNames.MetricName, DefaultMetric));
        }

        return new VectorSelector("", matchers) { Source = call.Source };
    }

    /// <summary>Where in time the first selector of an expression looks: info series are looked up at the same place.</summary>
    public static (long OffsetMs, long? FixedMs) TimeOf(QueryContext context, Expr expr, long offsetMs = 0, long? fixedMs = null)
    {
        switch (expr)
        {
            case VectorSelector selector:
                return Shift(context, selector.At, selector.Offset, offsetMs, fixedMs);
            case MatrixSelector matrix:
                return Shift(context, matrix.Selector.At, matrix.Selector.Offset, offsetMs, fixedMs);
            case SubqueryExpr subquery:
                (offsetMs, fixedMs) = Shift(context, subquery.At, subquery.Offset, offsetMs, fixedMs);
                return TimeOf(context, subquery.Inner, offsetMs, fixedMs);
            case ParenExpr paren:
                return TimeOf(context, paren.Inner, offsetMs, fixedMs);
            case UnaryExpr unary:
                return TimeOf(context, unary.Inner, offsetMs, fixedMs);
            case AggregateExpr aggregate:
                return TimeOf(context, aggregate.Inner, offsetMs, fixedMs);
            case BinaryExpr binary:
                return TimeOf(context, binary.Left.Type == PromQlType.Scalar ? binary.Right : binary.Left, offsetMs, fixedMs);
            case Call call:
                foreach (Expr argument in call.Arguments)
                {
                    if (argument.Type is PromQlType.InstantVector or PromQlType.RangeVector)
                    {
                        return TimeOf(context, argument, offsetMs, fixedMs);
                    }
                }

                break;
        }

        return (offsetMs, fixedMs);
    }

    public static List<SeriesColumn> Evaluate(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        var function = new InfoFunction(evaluator.Context, call, steps);
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[0], steps);
        Dictionary<Labels, List<SeriesColumn>> infos = function.GroupByTarget(evaluator.SelectInfo(call, steps));
        foreach (SeriesColumn column in columns)
        {
            Labels target = function._identity.Of(column.Labels);
            if (target.Count == 0 || function.IsInfo(column.Labels))
            {
                function.Pass(column);
            }
            else
            {
                function.Enrich(column, infos.GetValueOrDefault(target) ?? []);
            }
        }

        evaluator.Context.Budget.Return(columns);
        return function._ordered;
    }

    private static (long OffsetMs, long? FixedMs) Shift(QueryContext context, AtModifier? at, Expr? offset, long offsetMs, long? fixedMs) =>
        at is null
            ? (offsetMs + context.DurationMs(offset), fixedMs)
            : (context.DurationMs(offset), context.TimeOf(at));

    private bool IsInfo(Labels labels) => _nameMatchers.TrueForAll(m => m.Matches(labels));

    private Dictionary<Labels, List<SeriesColumn>> GroupByTarget(List<SeriesColumn> infos)
    {
        var groups = new Dictionary<Labels, List<SeriesColumn>>();
        foreach (SeriesColumn info in infos)
        {
            Labels target = _identity.Of(info.Labels);
            if (!groups.TryGetValue(target, out List<SeriesColumn>? members))
            {
                groups.Add(target, members = []);
            }

            members.Add(info);
        }

        return groups;
    }

    private void Pass(SeriesColumn column)
    {
        SeriesColumn? target = null;
        for (int i = 0; i < _steps.Count; i++)
        {
            Put(column, column.Labels, ref target, i);
        }
    }

    private void Enrich(SeriesColumn column, List<SeriesColumn> infos)
    {
        bool needsInfo = _dataMatchers.Exists(static m => !m.MatchesEmpty);
        var chosen = new List<SeriesColumn>();
        var previous = new List<SeriesColumn>();
        Labels labels = column.Labels;
        SeriesColumn? target = null;
        for (int i = 0; i < _steps.Count; i++)
        {
            if (SeriesColumn.IsAbsent(column.Values[i]))
            {
                continue;
            }

            Choose(infos, i, chosen);
            if (chosen.Count == 0 && needsInfo)
            {
                continue;
            }

            if (target is null || !SameSeries(chosen, previous))
            {
                labels = Merge(column.Labels, chosen);
                target = null;
                previous.Clear();
                previous.AddRange(chosen);
            }

            Put(column, labels, ref target, i);
        }
    }

    private void Put(SeriesColumn source, Labels labels, ref SeriesColumn? target, int step)
    {
        if (SeriesColumn.IsAbsent(source.Values[step]))
        {
            return;
        }

        if (target is null && !_results.TryGetValue(labels, out target))
        {
            target = new SeriesColumn(labels, _context.Budget.TakeColumn(_steps.Count), source.DropsName);
            _results.Add(labels, target);
            _ordered.Add(target);
        }

        target!.Values[step] = source.Values[step];
    }

    // Of the series of one info metric the one with the newest sample counts; the columns hold sample times.
    private static void Choose(List<SeriesColumn> infos, int step, List<SeriesColumn> chosen)
    {
        chosen.Clear();
        foreach (SeriesColumn info in infos)
        {
            if (SeriesColumn.IsAbsent(info.Values[step]))
            {
                continue;
            }

            int same = chosen.FindIndex(c => string.Equals(c.Labels.MetricName, info.Labels.MetricName, StringComparison.Ordinal));
            if (same < 0)
            {
                chosen.Add(info);
            }
            else if (chosen[same].Values[step] == info.Values[step])
            {
                throw new PromQlExecutionException(
                    $"found duplicate series for info metric: {chosen[same].Labels} and {info.Labels} have samples of the same time");
            }
            else if (chosen[same].Values[step] < info.Values[step])
            {
                chosen[same] = info;
            }
        }
    }

    private Labels Merge(Labels labels, List<SeriesColumn> infos)
    {
        LabelsBuilder merged = labels.ToBuilder();
        foreach (SeriesColumn info in infos)
        {
            foreach (Label label in info.Labels.Span)
            {
                bool isData = label.Name is not (LabelNames.MetricName or LabelNames.Instance or LabelNames.Job)
                    && !labels.Has(label.Name)
                    && (_dataMatchers.Count == 0 || _dataMatchers.Exists(m => string.Equals(m.Name, label.Name, StringComparison.Ordinal)));
                if (!isData)
                {
                    continue;
                }

                string present = merged[label.Name];
                if (present.Length > 0 && !string.Equals(present, label.Value, StringComparison.Ordinal))
                {
                    throw new PromQlExecutionException($"conflicting label: {label.Name}");
                }

                merged.Set(label.Name, label.Value);
            }
        }

        return merged.Build();
    }

    private static bool SameSeries(List<SeriesColumn> left, List<SeriesColumn> right)
    {
        for (int i = 0; i < left.Count && left.Count == right.Count; i++)
        {
            if (!ReferenceEquals(left[i], right[i]))
            {
                return false;
            }
        }

        return left.Count == right.Count;
    }
}
