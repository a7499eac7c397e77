namespace Tta.Query.TraceQl;

/// <summary>Names and types of the intrinsics.</summary>
internal static class Intrinsics
{
    /// <summary>The name in answers and canonical texts.</summary>
    public static string NameOf(Intrinsic intrinsic) => intrinsic switch
    {
        Intrinsic.Duration => "duration",
        Intrinsic.Name => "name",
        Intrinsic.Status => "status",
        Intrinsic.StatusMessage => "statusMessage",
        Intrinsic.Kind => "kind",
        Intrinsic.Parent => "parent",
        Intrinsic.TraceRootService => "rootServiceName",
        Intrinsic.TraceRootSpan => "rootName",
        Intrinsic.TraceDuration => "traceDuration",
        Intrinsic.NestedSetLeft => "nestedSetLeft",
        Intrinsic.NestedSetRight => "nestedSetRight",
        Intrinsic.NestedSetParent => "nestedSetParent",
        _ => ScopedNameOf(intrinsic),
    };

    /// <summary>The name with scope, as the model's <see cref="Model.SpanField"/> has it; nested sets have none.</summary>
    public static string ScopedNameOf(Intrinsic intrinsic) => intrinsic switch
    {
        Intrinsic.Duration => "span:duration",
        Intrinsic.Name => "span:name",
        Intrinsic.Status => "span:status",
        Intrinsic.StatusMessage => "span:statusMessage",
        Intrinsic.Kind => "span:kind",
        Intrinsic.ChildCount => "span:childCount",
        Intrinsic.TraceRootService => "trace:rootService",
        Intrinsic.TraceRootSpan => "trace:rootName",
        Intrinsic.TraceDuration => "trace:duration",
        Intrinsic.TraceId => "trace:id",
        Intrinsic.SpanId => "span:id",
        Intrinsic.ParentId => "span:parentID",
        Intrinsic.EventName => "event:name",
        Intrinsic.EventTimeSinceStart => "event:timeSinceStart",
        Intrinsic.LinkSpanId => "link:spanID",
        Intrinsic.LinkTraceId => "link:traceID",
        Intrinsic.InstrumentationName => "instrumentation:name",
        Intrinsic.InstrumentationVersion => "instrumentation:version",
        _ => "",
    };

    public static StaticType TypeOf(Intrinsic intrinsic) => intrinsic switch
    {
        Intrinsic.Duration or Intrinsic.TraceDuration or Intrinsic.EventTimeSinceStart => StaticType.Duration,
        Intrinsic.ChildCount or Intrinsic.NestedSetLeft or Intrinsic.NestedSetRight or Intrinsic.NestedSetParent => StaticType.Int,
        Intrinsic.Status => StaticType.Status,
        Intrinsic.Kind => StaticType.Kind,
        Intrinsic.Parent => StaticType.Nil,
        Intrinsic.None or Intrinsic.InstrumentationName or Intrinsic.InstrumentationVersion => StaticType.Attribute,
        _ => StaticType.String,
    };

    /// <summary>The intrinsic that a word alone names, without a scope.</summary>
    public static Intrinsic OfWord(string word) => word switch
    {
        "duration" => Intrinsic.Duration,
        "name" => Intrinsic.Name,
        "status" => Intrinsic.Status,
        "statusMessage" => Intrinsic.StatusMessage,
        "kind" => Intrinsic.Kind,
        "parent" => Intrinsic.Parent,
        "rootName" => Intrinsic.TraceRootSpan,
        "rootServiceName" => Intrinsic.TraceRootService,
        "traceDuration" => Intrinsic.TraceDuration,
        "nestedSetLeft" => Intrinsic.NestedSetLeft,
        "nestedSetRight" => Intrinsic.NestedSetRight,
        "nestedSetParent" => Intrinsic.NestedSetParent,
        "childCount" => Intrinsic.ChildCount,
        _ => Intrinsic.None,
    };

    /// <summary>The intrinsic of a scope with its colon, such as <c>span:</c>, and a word.</summary>
    public static Intrinsic OfScoped(string scope, string word) => (scope, word) switch
    {
        ("trace:", "duration") => Intrinsic.TraceDuration,
        ("trace:", "rootName") => Intrinsic.TraceRootSpan,
        ("trace:", "rootService") => Intrinsic.TraceRootService,
        ("trace:", "id") => Intrinsic.TraceId,
        ("span:", "duration") => Intrinsic.Duration,
        ("span:", "name") => Intrinsic.Name,
        ("span:", "kind") => Intrinsic.Kind,
        ("span:", "status") => Intrinsic.Status,
        ("span:", "statusMessage") => Intrinsic.StatusMessage,
        ("span:", "id") => Intrinsic.SpanId,
        ("span:", "parentID") => Intrinsic.ParentId,
        ("span:", "childCount") => Intrinsic.ChildCount,
        ("event:", "name") => Intrinsic.EventName,
        ("event:", "timeSinceStart") => Intrinsic.EventTimeSinceStart,
        ("link:", "traceID") => Intrinsic.LinkTraceId,
        ("link:", "spanID") => Intrinsic.LinkSpanId,
        ("instrumentation:", "name") => Intrinsic.InstrumentationName,
        ("instrumentation:", "version") => Intrinsic.InstrumentationVersion,
        _ => Intrinsic.None,
    };
}
