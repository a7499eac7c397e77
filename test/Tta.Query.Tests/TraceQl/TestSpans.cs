using Tta.Model;

namespace Tta.Query.Tests.TraceQl;

/// <summary>Small spans for tests. Times are milliseconds after <see cref="StartNs"/>.</summary>
internal static class TestSpans
{
    /// <summary>A whole number of steps of a minute.</summary>
    public const long StartNs = 1_700_000_040_000_000_000;

    private const long NsPerMs = 1_000_000;

    public static Span Span(
        ulong trace,
        ulong id,
        ulong parent = 0,
        string name = "work",
        long startMs = 0,
        double durationMs = 1,
        string service = "shop",
        SpanStatusCode status = SpanStatusCode.Unset,
        SpanKind kind = SpanKind.Internal,
        IReadOnlyList<KeyValue>? attributes = null,
        IReadOnlyList<KeyValue>? resource = null,
        IReadOnlyList<SpanEvent>? events = null,
        IReadOnlyList<SpanLink>? links = null,
        Scope? scope = null) => new()
        {
            TraceId = new TraceId(0, trace),
            SpanId = new SpanId(id),
            ParentSpanId = new SpanId(parent),
            Name = name,
            StartNs = StartNs + (startMs * NsPerMs),
            EndNs = StartNs + (startMs * NsPerMs) + (long)(durationMs * NsPerMs),
            Status = status,
            Kind = kind,
            Attributes = attributes ?? [],
            Events = events ?? [],
            Links = links ?? [],
            Resource = new Resource([new("service.name", AnyValue.From(service)), .. resource ?? []]),
            Scope = scope ?? new Scope("lib", "1.0", []),
        };

    public static KeyValue Tag(string key, string value) => new(key, AnyValue.From(value));

    public static KeyValue Tag(string key, long value) => new(key, AnyValue.From(value));

    public static KeyValue Tag(string key, double value) => new(key, AnyValue.From(value));

    public static KeyValue Tag(string key, bool value) => new(key, AnyValue.From(value));

    public static KeyValue Tags(string key, params string[] values) => new(key, AnyValue.From([.. values.Select(AnyValue.From)]));
}
