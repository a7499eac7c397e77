using System.Runtime.CompilerServices;
using Tta.Model;

namespace Tta.Query.Tests.TraceQl;

/// <summary>
/// A trace source that keeps traces in a list, and leaves out whatever it may: traces that meet no alternative of a scan, and fields that were not
/// asked for.
/// </summary>
internal sealed class InMemoryTraces : ITraceScanSource
{
    private readonly List<Trace> _traces = [];

    public TraceScan? LastScan { get; private set; }

    public int TracesHandedOut { get; private set; }

    public InMemoryTraces Add(params IReadOnlyList<Span> spans)
    {
        _traces.Add(new Trace(spans[0].TraceId, [.. spans.OrderBy(s => s.StartNs).ThenBy(s => s.SpanId.Value)], []));
        return this;
    }

    public async IAsyncEnumerable<Trace> ScanAsync(TraceScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        LastScan = scan;
        IEnumerable<Trace> wanted = _traces.Where(trace => trace.Spans.Any(span => IsInWindow(span, scan) && MeetsOne(span, scan.AnyOf)));
        wanted = scan.NewestFirst ? wanted.OrderByDescending(trace => trace.Spans[^1].StartNs) : wanted;
        foreach (Trace trace in wanted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TracesHandedOut++;
            yield return scan.Fields is { } fields ? trace with { Spans = [.. trace.Spans.Select(span => Only(span, [.. fields]))] } : trace;
        }
    }

    public ValueTask<Answer<IReadOnlyList<string>>> FieldNamesAsync(
        SpanFieldScope scope, long startNs, long endNs, int limit, CancellationToken cancellationToken)
    {
        IEnumerable<Span> spans = _traces.SelectMany(t => t.Spans).Where(s => s.StartNs >= startNs && s.StartNs < endNs);
        IEnumerable<KeyValue> attributes = spans.SelectMany(s => AttributesOf(s, scope));
        return new(new Answer<IReadOnlyList<string>>([.. attributes.Select(a => a.Key).Distinct().Order(StringComparer.Ordinal).Take(limit)], []));
    }

    public ValueTask<Answer<IReadOnlyList<AnyValue>>> FieldValuesAsync(
        SpanField field, long startNs, long endNs, int limit, CancellationToken cancellationToken)
    {
        IEnumerable<AnyValue> values = _traces.SelectMany(t => t.Spans)
            .Where(s => s.StartNs >= startNs && s.StartNs < endNs)
            .SelectMany(s => ValuesOf(s, field));
        return new(new Answer<IReadOnlyList<AnyValue>>(
            [.. values.Distinct().OrderBy(v => v.Kind).ThenBy(v => v.ToText(), StringComparer.Ordinal).Take(limit)], []));
    }

    private static bool IsInWindow(Span span, TraceScan scan) => span.StartNs >= scan.StartNs && span.StartNs < scan.EndNs;

    private static bool MeetsOne(Span span, IReadOnlyList<IReadOnlyList<SpanCondition>> anyOf) =>
        anyOf.Count == 0 || anyOf.Any(all => all.All(condition => Meets(span, condition)));

    private static bool Meets(Span span, SpanCondition condition)
    {
        AnyValue[] values = [.. ValuesOf(span, condition.Field)];
        return condition.Operator switch
        {
            SpanConditionOperator.Exists => values.Length > 0,
            SpanConditionOperator.Equal => values.Any(value => condition.Values.Contains(value)),
            SpanConditionOperator.NotEqual => values.Length > 0 && !values.Any(value => condition.Values.Contains(value)),
            SpanConditionOperator.Matches => values.Any(value => IsMatch(value, condition)),
            SpanConditionOperator.NotMatches => values.Any(value => value.Kind == AnyValueKind.String && !IsMatch(value, condition)),
            _ => values.Any(value => (IsNumber(value) == IsNumber(condition.Values[0])) && Holds(condition.Operator, value, condition.Values[0])),
        };
    }

    private static bool IsNumber(AnyValue value) => value.Kind is AnyValueKind.Int or AnyValueKind.Double;

    private static bool IsMatch(AnyValue value, SpanCondition condition) =>
        value.Kind == AnyValueKind.String && LinearRegex.Anchored(condition.Values[0].StringValue).IsMatch(value.StringValue);

    private static bool Holds(SpanConditionOperator op, AnyValue value, AnyValue bound)
    {
        int order = value.Kind == AnyValueKind.String
            ? string.CompareOrdinal(value.StringValue, bound.StringValue)
            : (value.Kind == AnyValueKind.Int ? value.IntValue : value.DoubleValue)
                .CompareTo(bound.Kind == AnyValueKind.Int ? bound.IntValue : bound.DoubleValue);
        return op switch
        {
            SpanConditionOperator.Less => order < 0,
            SpanConditionOperator.LessOrEqual => order <= 0,
            SpanConditionOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static IReadOnlyList<KeyValue> AttributesOf(Span span, SpanFieldScope scope) => scope switch
    {
        SpanFieldScope.Span => span.Attributes,
        SpanFieldScope.Resource => span.Resource.Attributes,
        SpanFieldScope.Any => [.. span.Attributes, .. span.Resource.Attributes],
        SpanFieldScope.Event => [.. span.Events.SelectMany(e => e.Attributes)],
        SpanFieldScope.Link => [.. span.Links.SelectMany(l => l.Attributes)],
        SpanFieldScope.Instrumentation => span.Scope.Attributes,
        _ => [],
    };

    private static IEnumerable<AnyValue> ValuesOf(Span span, SpanField field)
    {
        IEnumerable<AnyValue> values = field.Scope == SpanFieldScope.Intrinsic ? Intrinsic(span, field.Key)
            : AttributesOf(span, field.Scope).Where(a => a.Key == field.Key).Select(a => a.Value).Take(field.Scope == SpanFieldScope.Any ? 1 : int.MaxValue);
        return values.SelectMany(value => value.Kind == AnyValueKind.Array ? value.ArrayValue : [value]);
    }

    private static IEnumerable<AnyValue> Intrinsic(Span span, string key) => key switch
    {
        "trace:id" => [AnyValue.From(span.TraceId.ToString())],
        "trace:rootName" => span.ParentSpanId.IsValid ? [] : [AnyValue.From(span.Name)],
        "trace:rootService" => span.ParentSpanId.IsValid ? [] : [AnyValue.From(span.Resource.ServiceName)],
        "span:id" => [AnyValue.From(span.SpanId.ToString())],
        "span:parentID" => span.ParentSpanId.IsValid ? [AnyValue.From(span.ParentSpanId.ToString())] : [],
        "span:name" => [AnyValue.From(span.Name)],
        "span:kind" => [AnyValue.From(span.Kind.ToString().ToLowerInvariant())],
        "span:status" => [AnyValue.From(span.Status.ToString().ToLowerInvariant())],
        "span:statusMessage" => [AnyValue.From(span.StatusMessage)],
        "span:duration" => [AnyValue.From(span.DurationNs)],
        "event:name" => span.Events.Select(e => AnyValue.From(e.Name)),
        "event:timeSinceStart" => span.Events.Select(e => AnyValue.From(e.TimeNs - span.StartNs)),
        "link:traceID" => span.Links.Select(l => AnyValue.From(l.TraceId.ToString())),
        "link:spanID" => span.Links.Select(l => AnyValue.From(l.SpanId.ToString())),
        "instrumentation:name" => [AnyValue.From(span.Scope.Name)],
        "instrumentation:version" => [AnyValue.From(span.Scope.Version)],
        _ => throw new ArgumentException($"no source can read {key}"),
    };

    // The span as a source with columns gives it: ids, times, and what was asked for.
    private static Span Only(Span span, HashSet<SpanField> fields) => new()
    {
        TraceId = span.TraceId,
        SpanId = span.SpanId,
        ParentSpanId = span.ParentSpanId,
        StartNs = span.StartNs,
        EndNs = span.EndNs,
        Name = fields.Contains(new(SpanFieldScope.Intrinsic, "span:name")) ? span.Name : "",
        Kind = fields.Contains(new(SpanFieldScope.Intrinsic, "span:kind")) ? span.Kind : default,
        Status = fields.Contains(new(SpanFieldScope.Intrinsic, "span:status")) ? span.Status : default,
        StatusMessage = fields.Contains(new(SpanFieldScope.Intrinsic, "span:statusMessage")) ? span.StatusMessage : "",
        Attributes = Only(span.Attributes, SpanFieldScope.Span, fields),
        Events = fields.Any(f => f.Scope == SpanFieldScope.Event || f.Key.StartsWith("event:", StringComparison.Ordinal)) ? span.Events : [],
        Links = fields.Any(f => f.Scope == SpanFieldScope.Link || f.Key.StartsWith("link:", StringComparison.Ordinal)) ? span.Links : [],
        Resource = span.Resource with { Attributes = Only(span.Resource.Attributes, SpanFieldScope.Resource, fields) },
        Scope = fields.Any(f => f.Scope == SpanFieldScope.Instrumentation || f.Key.StartsWith("instrumentation:", StringComparison.Ordinal))
            ? span.Scope
            : new Scope("", "", []),
    };

    private static KeyValue[] Only(IReadOnlyList<KeyValue> attributes, SpanFieldScope scope, HashSet<SpanField> fields) =>
        [.. attributes.Where(a => fields.Contains(new(scope, a.Key)) || fields.Contains(new(SpanFieldScope.Any, a.Key)))];
}
