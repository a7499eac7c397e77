using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tta.Model;
using Tta.Server.Jaeger;
using Tta.TestKit;

namespace Tta.Server.Tests.Jaeger;

/// <summary>The model that the Jaeger page reads, from the reference's storage model turned into spans by OpenTelemetry's translation of Jaeger.</summary>
public sealed class UiModelTests
{
    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void A_stored_trace_has_the_form_of_the_reference()
    {
        var conformance = new Conformance("jaeger-uimodel");
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Conformance.PathOf("jaeger", "uimodel", "ui_01.json")))!;
        JsonNode domain = JsonNode.Parse(File.ReadAllText(Conformance.PathOf("jaeger", "uimodel", "domain_01.json")))!;
        conformance.Run("01", () =>
        {
            JsonNode actual = JsonNode.Parse(Written(TraceOf(domain)))!;
            SortReferences(expected);
            SortReferences(actual);
            return JsonNode.DeepEquals(expected, actual) ? null : actual.ToJsonString();
        });
        conformance.Finish(1);
    }

    // OTLP knows one parent, which comes first; the other references are links.
    private static void SortReferences(JsonNode trace)
    {
        foreach (JsonNode? span in trace["spans"]!.AsArray())
        {
            JsonArray references = span!["references"]!.AsArray();
            string[] sorted = [.. references.Select(reference => reference!.ToJsonString()).Order(StringComparer.Ordinal)];
            references.Clear();
            foreach (string reference in sorted)
            {
                references.Add(JsonNode.Parse(reference));
            }
        }
    }

    private static Trace TraceOf(JsonNode domain)
    {
        Span[] spans = [.. domain["spans"]!.AsArray().Select(span => SpanOf(span!))];
        return new Trace(spans[0].TraceId, spans, [.. domain["warnings"]!.AsArray().Select(warning => (string)warning!)]);
    }

    private static Span SpanOf(JsonNode span)
    {
        TraceId traceId = Model.TraceId.FromBytes(Convert.FromBase64String((string)span["traceId"]!));
        (TraceId Trace, SpanId Span, bool IsParent)[] references = [.. (span["references"]?.AsArray() ?? []).Select(reference => (
            Model.TraceId.FromBytes(Convert.FromBase64String((string)reference!["traceId"]!)),
            Model.SpanId.FromBytes(Convert.FromBase64String((string)reference["spanId"]!)),
            (string?)reference["refType"] is null or "CHILD_OF"))];
        int parent = Array.FindIndex(references, reference => reference.IsParent && reference.Trace == traceId);
        long startNs = TimeNs((string)span["startTime"]!);
        List<KeyValue> attributes = [.. (span["tags"]?.AsArray() ?? []).Select(tag => AttributeOf(tag!))];
        if (span["warnings"] is JsonArray warnings)
        {
            attributes.Add(new KeyValue(SpanWarnings.Attribute, AnyValue.From(warnings.Select(warning => AnyValue.From((string)warning!)).ToArray())));
        }

        return new Span
        {
            TraceId = traceId,
            SpanId = Model.SpanId.FromBytes(Convert.FromBase64String((string)span["spanId"]!)),
            ParentSpanId = parent < 0 ? default : references[parent].Span,
            Name = (string)span["operationName"]!,
            StartNs = startNs,
            EndNs = startNs + long.Parse(((string)span["duration"]!).Replace("ns", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            Attributes = attributes,
            Events = [.. (span["logs"]?.AsArray() ?? []).Select(log => EventOf(log!))],
            Links = [.. references.Where((_, i) => i != parent).Select(reference => new SpanLink(
                reference.Trace, reference.Span, "", [new("opentracing.ref_type", AnyValue.From(reference.IsParent ? "child_of" : "follows_from"))]))],
            Resource = new Resource([new("service.name", AnyValue.From((string)span["process"]!["serviceName"]!))]),
            Scope = new Scope("", "", []),
        };
    }

    private static SpanEvent EventOf(JsonNode log)
    {
        KeyValue[] fields = [.. log["fields"]!.AsArray().Select(field => AttributeOf(field!))];
        return new SpanEvent(
            TimeNs((string)log["timestamp"]!), fields.FirstOrDefault(field => field.Key == "event").Value.ToText(), [.. fields.Where(field => field.Key != "event")]);
    }

    private static KeyValue AttributeOf(JsonNode tag) => new((string)tag["key"]!, (string?)tag["vType"] switch
    {
        "BOOL" => AnyValue.From((bool)tag["vBool"]!),
        "INT64" => AnyValue.From((long)tag["vInt64"]!),
        "FLOAT64" => AnyValue.From((double)tag["vFloat64"]!),
        "BINARY" => AnyValue.From(Convert.FromBase64String((string)tag["vBinary"]!)),
        _ => AnyValue.From((string)tag["vStr"]!),
    });

    private static long TimeNs(string text) => (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static byte[] Written(Trace trace)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JaegerJson.WriteTrace(writer, trace);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
