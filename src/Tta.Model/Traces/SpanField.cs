namespace Tta.Model;

/// <summary>A named value of a span.</summary>
/// <param name="Scope">Where it is looked up.</param>
/// <param name="Key">
/// Attribute name; for <see cref="SpanFieldScope.Intrinsic"/> one of <c>trace:id</c>, <c>trace:duration</c>, <c>trace:rootName</c>,
/// <c>trace:rootService</c>, <c>span:id</c>, <c>span:parentID</c>, <c>span:name</c>, <c>span:kind</c>, <c>span:status</c>,
/// <c>span:statusMessage</c>, <c>span:duration</c>, <c>span:childCount</c>, <c>event:name</c>, <c>event:timeSinceStart</c>, <c>link:traceID</c>,
/// <c>link:spanID</c>, <c>instrumentation:name</c>, <c>instrumentation:version</c>.
/// </param>
public readonly record struct SpanField(SpanFieldScope Scope, string Key);
