using System.Globalization;
using Tta.Model;
using static Tta.Query.Tests.TraceQl.NaiveQuery;

namespace Tta.Query.Tests.TraceQl;

/// <summary>Random conditions on one span that do without "and", "or" and "not" of their own, but for those that mean more than their parts.</summary>
internal sealed class NaiveConditions(Random random, NaiveTree tree)
{
    private static readonly string[] s_names = ["a", "b", "c"];

    public Condition Next(bool ofParts) => random.Next(4) switch
    {
        0 => NextIntrinsic(),
        1 when ofParts => NextOfParts(),
        2 => NextArithmetic(),
        _ => NextAttribute(),
    };

    public static object? Attribute(IReadOnlyList<KeyValue> attributes, string key)
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

    private Condition NextAttribute()
    {
        (string op, string equality, string name, string other, int number) = Parts();
        return random.Next(16) switch
        {
            0 => new($"span.i {op} {number}", span => Attribute(span.Attributes, "i") is long i && Holds(op, i.CompareTo(number))),
            1 => new($"{number}.0 {op} .i", span => Any(span, "i") is long i && Holds(op, ((double)number).CompareTo(i))),
            2 => new($".f {op} {number}", span => Any(span, "f") is double f && Holds(op, f.CompareTo(number))),
            3 => new($".s {op} `{name}`", span => Any(span, "s") is string s && Holds(op, string.CompareOrdinal(s, name))),
            4 => new($".s =~ `[{name}c]`", span => Any(span, "s") is string s && (s == name || s == "c")),
            5 => new($".s !~ `{name}.*`", span => Any(span, "s") is string s && s != name),
            6 => new(".b", span => Any(span, "b") is true, span => Any(span, "b") is false),
            7 => new($".b {equality} false", span => Any(span, "b") is bool b && (!b == (equality == "="))),
            8 => new($".t {equality} `{name}`", span => Any(span, "t") is string[] t && (t.Contains(name) == (equality == "="))),
            9 => new($".mixed {equality} 1", span => Any(span, "mixed") is long m && ((m == 1) == (equality == "="))),
            10 => new($".zone {equality} nil", span => (Any(span, "zone") is null) == (equality == "=")),
            11 => new($".s = `{name}` || .s = `{other}`", span => Any(span, "s") is string s && (s == name || s == other)),
            12 => new($"span.s != `{name}` && span.s != `{other}`", span => Attribute(span.Attributes, "s") is string s && s != name && s != other),
            13 => new($".t =~ `{name}` || .t =~ `{other}.*`", span => Any(span, "t") is string[] t && (t.Contains(name) || t.Contains(other))),
            14 => new($"span.i {equality} resource.i", span =>
                Attribute(span.Attributes, "i") is long i && Attribute(span.Resource.Attributes, "i") is long r && ((i == r) == (equality == "="))),
            _ => new($"instrumentation.v {op} {number}", span => Attribute(span.Scope.Attributes, "v") is long v && Holds(op, v.CompareTo(number))),
        };
    }

    private Condition NextIntrinsic()
    {
        (string op, string equality, string name, _, int number) = Parts();
        var kind = (SpanKind)random.Next(6);
        var status = (SpanStatusCode)random.Next(3);
        return random.Next(11) switch
        {
            0 => new($"name {equality} `{name}`", span => (span.Name == name) == (equality == "=")),
            1 => new($"duration {op} {number}ms", span => Holds(op, span.DurationNs.CompareTo(number * 1_000_000L))),
            2 => new($"name = `{name}` || name = `b` || status = error", span =>
                span.Name == name || span.Name == "b" || span.Status == SpanStatusCode.Error),
            3 => new($"kind {equality} {Word(kind)}", span => (span.Kind == kind) == (equality == "=")),
            4 => new($"span:status {equality} {Word(status)}", span => (span.Status == status) == (equality == "=")),
            5 => new($"trace:id =~ `[{number}a]`", span => span.TraceId.Low == (ulong)number || span.TraceId.Low == 10),
            6 => new($"trace:id {equality} `{number:x}`", span => (span.TraceId.Low == (ulong)number) == (equality == "=")),
            7 => new($"span:childCount {op} {number}", span => Holds(op, tree.ChildCount(span).CompareTo(number))),
            8 => new($"rootName {equality} `{name}`", span => ((tree.RootOf(span)?.Name ?? "") == name) == (equality == "=")),
            9 => new($"traceDuration {op} {number}m", span => Holds(op, TraceDurationNs(span).CompareTo(number * 60_000_000_000L))),
            _ => new($"instrumentation:name {equality} `lib{name}`", span => (span.Scope.Name == "lib" + name) == (equality == "=")),
        };
    }

    // What must be is asked of one event, what must not be of all.
    private Condition NextOfParts()
    {
        (string op, string equality, string name, string other, int number) = Parts();
        return random.Next(11) switch
        {
            0 => new($"event:name = `{name}`", span => span.Events.Any(e => e.Name == name)),
            1 => new($"event:name != `{name}`", span => span.Events.Count > 0 && span.Events.All(e => e.Name != name)),
            2 => new($"event.n = {number} && event.w = `{name}`", span => span.Events.Any(e => N(e) == number && W(e) == name)),
            3 => new($"event.n >= {number} && name != `c` && event:name = `{name}` && event:timeSinceStart < {number + 1}ms", span =>
                span.Name != "c" && span.Events.Any(e => N(e) >= number && e.Name == name && e.TimeNs - span.StartNs < (number + 1) * 1_000_000L)),
            4 => new($"event.n {equality} {number}", span => equality == "="
                ? span.Events.Any(e => N(e) == number) : span.Events.Any(e => N(e) is not null) && span.Events.All(e => N(e) != number)),
            5 => new($"event.w {equality} nil", span => span.Events.Any(e => W(e) is not null) == (equality == "!=")),
            6 => new($"event.n < {number} && event.n >= 1", span => span.Events.Any(e => N(e) < number && N(e) >= 1)),
            7 => new($"link.k = `{name}` && link:spanID = `000000000000000{number}`", span =>
                span.Links.Any(l => Attribute(l.Attributes, "k") is string k && k == name && l.SpanId.Value == (ulong)number)),
            8 => new($"link.k = `{name}` && event:name = `{other}`", span =>
                span.Links.Any(l => (string?)Attribute(l.Attributes, "k") == name) && span.Events.Any(e => e.Name == other)),
            9 => new($"link:traceID {equality} `{number}`", span => equality == "="
                ? span.Links.Any(l => l.TraceId.Low == (ulong)number) : span.Links.Count > 0 && span.Links.All(l => l.TraceId.Low != (ulong)number)),
            _ => new($"event:timeSinceStart {(op is "=" or "!=" ? ">" : op)} {number}ms", span =>
                span.Events.Any(e => Holds(op is "=" or "!=" ? ">" : op, (e.TimeNs - span.StartNs).CompareTo(number * 1_000_000L)))),
        };
    }

    private Condition NextArithmetic()
    {
        (string op, _, _, _, int number) = Parts();
        return random.Next(9) switch
        {
            0 => new($".i + 1 {op} span.f", span =>
                Any(span, "i") is long i && Attribute(span.Attributes, "f") is double f && Holds(op, ((double)(i + 1)).CompareTo(f))),
            1 => new($".i * 2 - 1 {op} {number}", span => Any(span, "i") is long i && Holds(op, ((i * 2) - 1).CompareTo(number))),
            2 => new($"-.i {op} -{number}", span => Any(span, "i") is long i && Holds(op, (-i).CompareTo(-number))),
            3 => new($".i / 2 {op} {number}", span => Any(span, "i") is long i && Holds(op, (i / 2).CompareTo(number))),
            4 => new($".i % 2 {op} {number}", span => Any(span, "i") is long i && Holds(op, (i % 2).CompareTo(number))),
            5 => new($".f ^ 2 {op} {number}", span => Any(span, "f") is double f && Holds(op, (f * f).CompareTo(number))),
            6 => new($"duration * 2 {op} {number}ms", span => Holds(op, (span.DurationNs * 2.0).CompareTo(number * 1e6))),
            7 => new($"{number} {op} .i + .f", span => Any(span, "i") is long i && Any(span, "f") is double f && Holds(op, ((double)number).CompareTo(i + f))),
            _ => new($".i / 2.0 {op} .f", span => Any(span, "i") is long i && Any(span, "f") is double f && Holds(op, (i / 2.0).CompareTo(f))),
        };
    }

    private (string Op, string Equality, string Name, string Other, int Number) Parts() =>
        (Pick("=", "!=", "<", "<=", ">", ">="), Pick("=", "!="), Pick(s_names), Pick(s_names), random.Next(0, 4));

    private string Pick(params string[] from) => from[random.Next(from.Length)];

    private long TraceDurationNs(Span span)
    {
        List<Span> trace = tree.TraceOf(span);
        return trace.Max(each => each.EndNs) - trace.Min(each => each.StartNs);
    }

    private static object? Any(Span span, string key) => Attribute(span.Attributes, key) ?? Attribute(span.Resource.Attributes, key);

    private static long? N(SpanEvent happened) => Attribute(happened.Attributes, "n") as long?;

    private static string? W(SpanEvent happened) => Attribute(happened.Attributes, "w") as string;

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLower(CultureInfo.InvariantCulture);
}
