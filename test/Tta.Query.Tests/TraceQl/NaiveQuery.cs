using System.Globalization;
using Tta.Model;

namespace Tta.Query.Tests.TraceQl;

/// <summary>
/// Random queries that know their own meaning: each part is a text and a plain function over the spans of a trace, written without regard to how
/// the engine does it. Ancestors are found by walking up, sets are sets.
/// </summary>
internal sealed class NaiveQuery(Random random, NaiveTree tree)
{
    private readonly NaiveConditions _comparisons = new(random, tree);

    /// <summary>A condition on one span. Its negation is a condition of its own: neither holds where a truth value is missing.</summary>
    public sealed record Condition(string Text, Func<Span, bool> Holds, Func<Span, bool> Fails)
    {
        public Condition(string text, Func<Span, bool> holds)
            : this(text, holds, span => !holds(span))
        {
        }
    }

    /// <summary>Selects spans of a trace out of a set of them.</summary>
    public sealed record Selection(string Text, Func<List<Span>, HashSet<Span>, HashSet<Span>> Select);

    /// <summary>A whole pipeline: sets of spans of a trace.</summary>
    public sealed record Search(string Text, Func<List<Span>, List<HashSet<Span>>> Find);

    public Search NextSearch()
    {
        Selection first = NextSelection(depth: random.Next(4));
        var search = new Search(first.Text, trace => NotEmpty([first.Select(trace, [.. trace])]));
        for (int stages = random.Next(4); stages > 0; stages--)
        {
            search = AddStage(search);
        }

        return search;
    }

    /// <summary>Two pipelines put together, which no further stage may follow: each gives all of a set, or nothing.</summary>
    public Search NextPair()
    {
        Selection left = NextCounted();
        Selection right = NextCounted();
        string op = NextOperator();
        return new Search($"{left.Text} {op} {right.Text}", trace => NotEmpty([Combine(op, left.Select(trace, [.. trace]), right.Select(trace, [.. trace]))]));
    }

    public Selection NextSelection(int depth)
    {
        if (depth == 0)
        {
            Condition condition = NextCondition(random.Next(3));
            return new Selection($"{{ {condition.Text} }}", (_, from) => [.. from.Where(condition.Holds)]);
        }

        Selection left = NextSelection(random.Next(depth));
        Selection right = NextSelection(random.Next(depth));
        string op = NextOperator();
        return new Selection(
            $"({left.Text}) {op} ({right.Text})",
            (trace, from) => Combine(op, left.Select(trace, from), right.Select(trace, from)));
    }

    /// <summary>A field to group by: its text, and its value, null where it is missing.</summary>
    public (string Text, Func<Span, object?> Value) NextKey() => Pick<(string, Func<Span, object?>)>(
        ("span.s", span => NaiveConditions.Attribute(span.Attributes, "s")),
        (".i", span => NaiveConditions.Attribute(span.Attributes, "i") ?? NaiveConditions.Attribute(span.Resource.Attributes, "i")),
        ("name", span => span.Name),
        ("status", span => span.Status.ToString().ToLowerInvariant()),
        ("resource.service.name", span => span.Resource.ServiceName),
        ("resource.zone", span => NaiveConditions.Attribute(span.Resource.Attributes, "zone")));

    /// <summary>A number to aggregate: its text, and its value, null where it is missing.</summary>
    public (string Text, Func<Span, double?> Value) NextNumber() => Pick<(string, Func<Span, double?>)>(
        ("span.i", span => NaiveConditions.Attribute(span.Attributes, "i") is long i ? i : null),
        ("span.f", span => NaiveConditions.Attribute(span.Attributes, "f") as double?),
        ("resource.i", span => NaiveConditions.Attribute(span.Resource.Attributes, "i") is long i ? i : null));

    public T Pick<T>(params IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private Selection NextCounted()
    {
        Selection inner = NextSelection(random.Next(2));
        int bound = random.Next(1, 4);
        return new Selection($"({inner.Text} | count() >= {bound})", (trace, from) => inner.Select(trace, from) is var set && set.Count >= bound ? set : []);
    }

    private string NextOperator() => Pick("&&", "||", ">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<", "&~");

    private Search AddStage(Search search)
    {
        switch (random.Next(6))
        {
            case 0:
                Condition condition = NextCondition(1);
                return new Search(
                    $"{search.Text} | {{ {condition.Text} }}",
                    trace => NotEmpty(search.Find(trace).Select(set => set.Where(condition.Holds).ToHashSet())));
            case 1:
                (string key, Func<Span, object?> value) = NextKey();
                return new Search(
                    $"{search.Text} | by({key})",
                    trace => NotEmpty(search.Find(trace).SelectMany(set => set.GroupBy(value).Select(group => group.ToHashSet()))));
            case 2:
                return new Search($"{search.Text} | coalesce()", trace => NotEmpty([[.. search.Find(trace).SelectMany(set => set)]]));
            case 3:
                return search with { Text = $"{search.Text} | select(.i, span:status, event.n)" };
            case 4:
                return AddComparison(search, "count()", set => set.Count);
            default:
                (string number, Func<Span, double?> read) = NextNumber();
                (string function, Func<IEnumerable<double>, double> compute) = Pick<(string, Func<IEnumerable<double>, double>)>(
                    ("min", Enumerable.Min), ("max", Enumerable.Max), ("sum", Enumerable.Sum), ("avg", Enumerable.Average));
                return AddComparison(search, $"{function}({number})", set =>
                {
                    List<double> numbers = [.. set.Select(read).OfType<double>()];
                    return numbers.Count == 0 ? null : compute(numbers);
                });
        }
    }

    private Search AddComparison(Search search, string aggregate, Func<HashSet<Span>, double?> compute)
    {
        string op = Pick("=", "!=", "<", "<=", ">", ">=");
        int bound = random.Next(0, 4);
        return new Search(
            string.Create(CultureInfo.InvariantCulture, $"{search.Text} | {aggregate} {op} {bound}"),
            trace => [.. search.Find(trace).Where(set => compute(set) is { } value && Holds(op, value.CompareTo(bound)))]);
    }

    // Conditions on events stand on one side alone: two of them that are joined by "and" mean something else than each for itself.
    private Condition NextCondition(int depth, bool ofParts = true)
    {
        if (depth == 0)
        {
            return _comparisons.Next(ofParts);
        }

        Condition left = NextCondition(depth - 1, ofParts);
        Condition right = NextCondition(depth - 1, ofParts: false);
        return random.Next(3) switch
        {
            0 => new($"({left.Text}) && ({right.Text})", span => left.Holds(span) && right.Holds(span)),
            1 => new($"({left.Text}) || ({right.Text})", span => left.Holds(span) || right.Holds(span)),
            _ => new($"!({left.Text})", left.Fails, left.Holds),
        };
    }

    private HashSet<Span> Combine(string op, HashSet<Span> left, HashSet<Span> right)
    {
        switch (op)
        {
            case "&&":
                return left.Count > 0 && right.Count > 0 ? [.. left, .. right] : [];
            case "||":
                return [.. left, .. right];
        }

        string relation = op.TrimStart('!', '&');
        bool Related(Span l, Span r) => relation switch
        {
            ">" => tree.IsParent(l, r),
            "<" => tree.IsParent(r, l),
            ">>" => tree.IsAncestor(l, r),
            "<<" => tree.IsAncestor(r, l),
            _ => tree.IsSibling(l, r),
        };
        return op[0] switch
        {
            '!' => [.. right.Where(r => !left.Any(l => Related(l, r)))],
            '&' => [.. right.Where(r => left.Any(l => Related(l, r))), .. left.Where(l => right.Any(r => Related(l, r)))],
            _ => [.. right.Where(r => left.Any(l => Related(l, r)))],
        };
    }

    public static bool Holds(string op, int order) => op switch
    {
        "=" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    private static List<HashSet<Span>> NotEmpty(IEnumerable<HashSet<Span>> sets) => [.. sets.Where(set => set.Count > 0)];
}
