using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>One ingestion event of Langfuse: what a sender says about a trace, an observation or a score.</summary>
public sealed record LangfuseEvent
{
    /// <summary>The event's own id, by which a repetition is known; "" for one that was made from a span.</summary>
    public string Id { get; init; } = "";

    /// <summary>Such as trace-create or generation-update.</summary>
    public required string Type { get; init; }

    /// <summary>Unix nanoseconds: of two events that say something about one field the later counts.</summary>
    public required long TimestampNs { get; init; }

    /// <summary>Fields of the trace, observation or score: a map.</summary>
    public required AnyValue Body { get; init; }

    /// <summary>Exact start of the span it was made from, Unix nanoseconds; 0 = the body tells.</summary>
    public long StartNs { get; init; }

    /// <summary>Exact end of the span it was made from, Unix nanoseconds; 0 = the body tells.</summary>
    public long EndNs { get; init; }

    /// <summary>The span it was made from, as long as the mapping stands there; null for one that a client sent.</summary>
    internal SpanView? Span { get; init; }

    /// <summary>What the body says, of an event that is made from a span; valid as long as the mapping stands there.</summary>
    internal MapBuilder? Fields { get; init; }

    /// <summary>The span it was made from is the first of its process that a Langfuse SDK exports; its parent lies elsewhere.</summary>
    public bool IsAppRoot { get; init; }
}
