namespace Tta.Model;

/// <summary>
/// Spans on their way into a store. The arena holds the OTLP protobuf messages Resource, InstrumentationScope and Span exactly as
/// sent (or transcoded from JSON), so nothing is lost; the rows are an index over them. Filled, appended, cleared, filled again;
/// after warm-up that allocates nothing. Not thread-safe; the store copies what it keeps before it returns.
/// </summary>
public sealed class SpanBatch
{
    /// <summary>Bytes that the rows refer to.</summary>
    public ByteArena Arena { get; } = new();

    /// <summary>One row per ResourceSpans.</summary>
    public RowList<ResourceRow> Resources { get; } = new();

    /// <summary>One row per ScopeSpans.</summary>
    public RowList<ScopeRow> Scopes { get; } = new();

    /// <summary>One row per span.</summary>
    public RowList<SpanRow> Spans { get; } = new();

    /// <summary>
    /// Rows of <see cref="Spans"/> that the store did not have before, each span once. Set by <see cref="ITraceAppender.AppendAsync"/>.
    /// </summary>
    public RowList<int> NewSpans { get; } = new();

    /// <summary>Empties the batch, keeps its memory.</summary>
    public void Clear()
    {
        Arena.Clear();
        Resources.Clear();
        Scopes.Clear();
        Spans.Clear();
        NewSpans.Clear();
    }

    /// <summary>Decodes one span of the batch with its resource and scope; for several, a <see cref="SpanBatchReader"/> does less.</summary>
    public Span Read(int spanIndex) => new SpanBatchReader(this).Read(spanIndex);

    /// <summary>A resource of the batch.</summary>
    /// <param name="Message">OTLP <c>Resource</c> message; empty when absent.</param>
    /// <param name="SchemaUrl">UTF-8.</param>
    /// <param name="ServiceName">Value of <c>service.name</c>, UTF-8; empty when absent.</param>
    public readonly record struct ResourceRow(ByteSlice Message, ByteSlice SchemaUrl, ByteSlice ServiceName);

    /// <summary>An instrumentation scope of the batch.</summary>
    /// <param name="ResourceIndex">Index into <see cref="Resources"/>.</param>
    /// <param name="Message">OTLP <c>InstrumentationScope</c> message; empty when absent.</param>
    /// <param name="SchemaUrl">UTF-8.</param>
    public readonly record struct ScopeRow(int ResourceIndex, ByteSlice Message, ByteSlice SchemaUrl);

    /// <summary>A span of the batch.</summary>
    /// <param name="TraceId">Valid trace id.</param>
    /// <param name="SpanId">Valid span id.</param>
    /// <param name="ParentSpanId">Parent, or the invalid id for a root.</param>
    /// <param name="StartNs">Unix nanoseconds; 0 = not said.</param>
    /// <param name="EndNs">Unix nanoseconds; 0 = not said. May lie before the start.</param>
    /// <param name="ScopeIndex">Index into <see cref="Scopes"/>.</param>
    /// <param name="Name">UTF-8.</param>
    /// <param name="Message">The whole OTLP <c>Span</c> message.</param>
    /// <param name="Kind">Kind.</param>
    /// <param name="Status">Status code.</param>
    public readonly record struct SpanRow(
        TraceId TraceId, SpanId SpanId, SpanId ParentSpanId, long StartNs, long EndNs, int ScopeIndex, ByteSlice Name, ByteSlice Message,
        SpanKind Kind, SpanStatusCode Status);
}
