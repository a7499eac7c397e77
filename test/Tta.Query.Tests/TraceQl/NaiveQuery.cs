using System.Globalization;
using Tta.Model;

namespace Tta.Query.Tests.TraceQl;

/// <summary>
/// Random queries that know their own meaning: each part is a text and a plain function over the spans of a trace, written without regard to how
/// the engine does it. Ancestors are found by walking up, sets are sets.
/// </summary>
internal sealed class NaiveQuery(Random random)
{
    private static readonly string[] s_names = ["a", "b", "c"];

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

    public Selection NextSelection(int depth)
    {
        if (depth == 0)
        {
            Condition condition = NextCondition(random.Next(3));
            return new Selection($"{{ {condition.Text} }}", (_, from) => [.. from.Where(condition.Holds)]);
        }

        Selection left = NextSelection(random.Next(depth));
        Selection right = NextSelection(random.Next(depth));
        string op = Pick("&&", "||", ">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<", "&~");
        return new Selection(
            $"({left.Text}) {op} ({right.Text})",
            (trace, from) => Combine(op, trace, left.Select(trace, from), right.Select(trace, from)));
    }

    /// <summary>A field to group by: its text, and its value, null where it is missing.</summary>
    public (string Text, Func<Span, object?> Value) NextKey() => Pick<(string, Func<Span, object?>)>(
        ("span.s", span => Attribute(span.Attributes, "s")),
        (".i", span => Attribute(span.Attributes, "i") ?? Attribute(span.Resource.Attributes, "i")),
        ("name", span => span.Name),
        ("status", span => span.Status.ToString().ToLowerInvariant()),
        ("resource.service.name", span => span.Resource.ServiceName),
        ("resource.zone", span => Attribute(span.Resource.Attributes, "zone")));

    /// <summary>A number to aggregate: its text, and its value, null where it is missing.</summary>
    public (string Text, Func<Span, double?> Value) NextNumber() => Pick<(string, Func<Span, double?>)>(
        ("span.i", span => Attribute(span.Attributes, "i") is long i ? i : null),
        ("span.f", span => Attribute(span.Attributes, "f") as double?),
        ("resource.i", span => Attribute(span.Resource.Attributes, "i") is long i ? i : null));

    public T Pick<T>(params IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private Search AddStage(Search search)
    {
        switch (random.Next(5))
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

    private Condition NextCondition(int depth)
    {
        if (depth == 0)
        {
            return NextComparison();
        }

        Condition left = NextCondition(depth - 1);
        Condition right = NextCondition(depth - 1);
        return random.Next(3) switch
        {
            0 => new($"({left.Text}) && ({right.Text})", span => left.Holds(span) && right.Holds(span)),
            1 => new($"({left.Text}) || ({right.Text})", span => left.Holds(span) || right.Holds(span)),
            _ => new($"!({left.Text})", left.Fails, left.Holds),
        };
    }

    private Condition NextComparison()
    {
        string op = Pick("=", "!=", "<", "<=", ">", ">=");
        string equality = Pick("=", "!=");
        string name = Pick(s_names);
        int number = random.Next(0, 4);
        switch (random.Next(16))
        {
            case 0:
                return new($"span.i {op} {number}", span => Attribute(span.Attributes, "i") is long i && Holds(op, i.CompareTo(number)));
            case 1:
                return new($"{number}.0 {op} .i", span => AnyAttribute(span, "i") is long i && Holds(op, ((double)number).CompareTo(i)));
            case 2:
                return new($".f {op} {number}", span => AnyAttribute(span, "f") is double f && Holds(op, f.CompareTo(number)));
            case 3:
                return new($".s {op} `{name}`", span => AnyAttribute(span, "s") is string s && Holds(op, string.CompareOrdinal(s, name)));
            case 4:
                return new($".s =~ `[{name}c]`", span => AnyAttribute(span, "s") is string s && (s == name || s == "c"));
            case 5:
                return new($".s !~ `{name}.*`", span => AnyAttribute(span, "s") is string s && s != name);
            case 6:
                return new(".b", span => AnyAttribute(span, "b") is true, span => AnyAttribute(span, "b") is false);
            case 7:
                return new($".b {equality} false", span => AnyAttribute(span, "b") is bool b && (!b == (equality == "=")));
            case 8:
                return new($".t = `{name}`", span => AnyAttribute(span, "t") is string[] t && t.Contains(name));
            case 9:
                return new($".t != `{name}`", span => AnyAttribute(span, "t") is string[] t && !t.Contains(name));
            case 10:
                return new($".mixed {equality} 1", span => AnyAttribute(span, "mixed") is long m && ((m == 1) == (equality == "=")));
            case 11:
                return new($".zone {equality} nil", span => (AnyAttribute(span, "zone") is null) == (equality == "="));
            case 12:
                return new($"name {equality} `{name}`", span => (span.Name == name) == (equality == "="));
            case 13:
                return new($"duration {op} {number}ms", span => Holds(op, span.DurationNs.CompareTo(number * 1_000_000L)));
            case 14:
                return new($".i + 1 {op} span.f", span =>
                    AnyAttribute(span, "i") is long i && Attribute(span.Attributes, "f") is double f && Holds(op, ((double)(i + 1)).CompareTo(f)));
            default:
                return new($"name = `{name}` || name = `b` || status = error", span =>
                    span.Name == name || span.Name == "b" || span.Status == SpanStatusCode.Error);
        }
    }

    private static HashSet<Span> Combine(string op, List<Span> trace, HashSet<Span> left, HashSet<Span> right)
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
            ">" => IsParent(trace, l, r),
            "<" => IsParent(trace, r, l),
            ">>" => IsAncestor(trace, l, r),
            "<<" => IsAncestor(trace, r, l),
            _ => l != r && l.ParentSpanId == r.ParentSpanId,
        };
        return op[0] switch
        {
            '!' => [.. right.Where(r => !left.Any(l => Related(l, r)))],
            '&' => [.. right.Where(r => left.Any(l => Related(l, r))), .. left.Where(l => right.Any(r => Related(l, r)))],
            _ => [.. right.Where(r => left.Any(l => Related(l, r)))],
        };
    }

    private static bool IsParent(List<Span> trace, Span parent, Span child) =>
        parent != child && ParentOf(trace, child) == parent;

    // Spans in or below a circle of parents have no place in the tree.
    private static bool IsAncestor(List<Span> trace, Span ancestor, Span span)
    {
        var above = new List<Span>();
        for (Span? at = ParentOf(trace, span); at is not null; at = ParentOf(trace, at))
        {
            if (above.Contains(at) || at == span)
            {
                return false;
            }

            above.Add(at);
        }

        return above.Contains(ancestor);
    }

    private static Span? ParentOf(List<Span> trace, Span span) =>
        span.ParentSpanId.IsValid ? trace.Find(other => other.SpanId == span.ParentSpanId && other != span) : null;

    private static object? AnyAttribute(Span span, string key) =>
        Attribute(span.Attributes, key) ?? Attribute(span.Resource.Attributes, key);

    private static object? Attribute(IReadOnlyList<KeyValue> attributes, string key)
    {
        AnyValue value = attributes.FirstOrDefault(attribute => attribute.Key == key).Value;
        return value.Kind switch
        {
            AnyValueKind.String => value.StringValue,
            AnyValueKind.Int => value.IntValue,
            AnyValueKind.Double => value.DoubleValue,
            AnyValueKind.Bool => value.BoolValue,
            AnyValueKind.Array => value.ArrayValue.Select(element => element.StringValue).ToArray(),
            _ => null,
        };
    }

    private static bool Holds(string op, int order) => op switch
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
