using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>Which columns hold the parts of a span that are no attributes.</summary>
internal static class IntrinsicColumn
{
    public static bool Is(in SpanColumn column, string key) => column.Role == ColumnRole.Field && (column.Place, column.Tag) switch
    {
        (SpanPlace.Span, SpanColumn.NameTag) => key == "span:name",
        (SpanPlace.Span, SpanColumn.KindTag) => key == "span:kind",
        (SpanPlace.Span, SpanColumn.TraceStateTag) => key == "span:traceState",
        (SpanPlace.Status, SpanColumn.StatusCodeTag) => key == "span:status",
        (SpanPlace.Status, SpanColumn.StatusMessageTag) => key == "span:statusMessage",
        (SpanPlace.Event, SpanColumn.EventNameTag) => key == "event:name",
        _ => false,
    };
}
