using System.Globalization;
using Tta.Model;

namespace Tta.Storage.Tests.Traces;

/// <summary>Everything a decoded span says, as text to compare.</summary>
internal static class SpanText
{
    public static string Of(Trace? trace) => trace is null ? "none" : string.Join('\n', trace.Spans.Select(Of));

    public static string Of(Span span) => string.Create(
        CultureInfo.InvariantCulture,
        $"{span.TraceId}/{span.SpanId}<{span.ParentSpanId} {span.Name}|{span.Kind}|{span.StartNs}+{span.EndNs}|{span.Status}:{span.StatusMessage}|{span.TraceState}|{span.Flags}|{span.DroppedAttributesCount},{span.DroppedEventsCount},{span.DroppedLinksCount}|{Of(span.Attributes)}|{string.Join(';', span.Events.Select(Of))}|{string.Join(';', span.Links.Select(Of))}|{Of(span.Resource.Attributes)}{span.Resource.SchemaUrl}|{span.Scope.Name}{span.Scope.Version}{Of(span.Scope.Attributes)}");

    private static string Of(SpanEvent each) => string.Create(CultureInfo.InvariantCulture, $"{each.TimeNs} {each.Name} {Of(each.Attributes)}{each.DroppedAttributesCount}");

    private static string Of(SpanLink each) => string.Create(CultureInfo.InvariantCulture, $"{each.TraceId}{each.SpanId}{each.TraceState}{Of(each.Attributes)}{each.Flags}");

    private static string Of(IReadOnlyList<KeyValue> attributes) => string.Join(',', attributes.Select(each => $"{each.Key}={each.Value.Kind}:{each.Value}"));
}
