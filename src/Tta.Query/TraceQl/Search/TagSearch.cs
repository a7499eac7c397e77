// Spec: Tempo 3, the parameters tags, minDuration and maxDuration of /api/search.
using Tta.Model;
using Tta.Query.LogQl;

namespace Tta.Query.TraceQl;

/// <summary>The tag search of old: a list of tags that one span of a trace must have, and the duration of the trace.</summary>
internal static class TagSearch
{
    /// <summary>The pipeline of a search.</summary>
    /// <param name="tags">logfmt: <c>service.name=shop http.status_code=500</c>; values are looked for inside of values, whatever the case.</param>
    /// <param name="minDurationNs">Shortest trace, or null.</param>
    /// <param name="maxDurationNs">Longest trace, or null.</param>
    /// <exception cref="TraceQlParseException">The tags are not logfmt.</exception>
    public static Pipeline ToPipeline(string tags, long? minDurationNs, long? maxDurationNs)
    {
        FieldExpr? condition = null;
        int position = 0;
        while (LogfmtReader.TryNext(tags, ref position, out string key, out string value, out string? problem))
        {
            condition = problem is null
                ? And(condition, TagCondition(key, value))
                : throw new TraceQlParseException(TraceQlErrorKind.Invalid, $"invalid tags: {problem}");
        }

        var duration = new FieldReference(TraceField.Of(Intrinsic.TraceDuration));
        if (minDurationNs is { } min)
        {
            condition = And(condition, new BinaryFieldExpr(FieldOperator.GreaterOrEqual, duration, new StaticExpr(Static.Duration(min))));
        }

        if (maxDurationNs is { } max)
        {
            condition = And(condition, new BinaryFieldExpr(FieldOperator.LessOrEqual, duration, new StaticExpr(Static.Duration(max))));
        }

        return new Pipeline([new SpansetFilter(condition ?? new StaticExpr(Static.True))]);
    }

    private static FieldExpr And(FieldExpr? left, FieldExpr right) =>
        left is null ? right : new BinaryFieldExpr(FieldOperator.And, left, right);

    private static FieldExpr TagCondition(string key, string value) => key switch
    {
        "name" => new ContainsExpr(TraceField.Of(Intrinsic.Name), value),
        "root.name" => new ContainsExpr(TraceField.Of(Intrinsic.TraceRootSpan), value),
        "root.service.name" => new ContainsExpr(TraceField.Of(Intrinsic.TraceRootService), value),
        "status.code" => new ContainsExpr(TraceField.Of(Intrinsic.Status), value),
        "error" when string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) => new BinaryFieldExpr(
            FieldOperator.Equal, new FieldReference(TraceField.Of(Intrinsic.Status)), new StaticExpr(Static.From(SpanStatusCode.Error))),
        _ => new BinaryFieldExpr(
            FieldOperator.Or,
            new ContainsExpr(new TraceField(SpanFieldScope.Span, key), value),
            new ContainsExpr(new TraceField(SpanFieldScope.Resource, key), value)),
    };
}
