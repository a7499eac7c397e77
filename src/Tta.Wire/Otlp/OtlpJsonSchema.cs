// Spec: opentelemetry-proto 1.11, all messages of the trace, metrics and logs requests.
using Tta.Wire.Json;
using static Tta.Wire.Json.ProtoJsonKind;

namespace Tta.Wire.Otlp;

/// <summary>The fields of the OTLP messages, for reading OTLP/JSON.</summary>
internal static class OtlpJsonSchema
{
    private static readonly ProtoJsonMessage s_anyValue = new("AnyValue");
    private static readonly ProtoJsonMessage s_keyValue = new("KeyValue");
    private static readonly ProtoJsonMessage s_resource = new("Resource");
    private static readonly ProtoJsonMessage s_scope = new("InstrumentationScope");

    static OtlpJsonSchema()
    {
        var arrayValue = new ProtoJsonMessage("ArrayValue") { Fields = [Many("values", 1, s_anyValue)] };
        var mapValue = new ProtoJsonMessage("KeyValueList") { Fields = [Many("values", 1, s_keyValue)] };
        s_anyValue.Fields =
        [
            new("stringValue", 1, Text), new("boolValue", 2, Bool), new("intValue", 3, Int), new("doubleValue", 4, Float64),
            One("arrayValue", 5, arrayValue), One("kvlistValue", 6, mapValue), new("bytesValue", 7, Base64),
        ];
        s_keyValue.Fields = [new("key", 1, Text), One("value", 2, s_anyValue)];
        var entityRef = new ProtoJsonMessage("EntityRef")
        {
            Fields = [new("schemaUrl", 1, Text), new("type", 2, Text), new("idKeys", 3, Text, true), new("descriptionKeys", 4, Text, true)],
        };
        s_resource.Fields = [Many("attributes", 1, s_keyValue), new("droppedAttributesCount", 2, Int), Many("entityRefs", 3, entityRef)];
        s_scope.Fields = [new("name", 1, Text), new("version", 2, Text), Many("attributes", 3, s_keyValue), new("droppedAttributesCount", 4, Int)];
        TraceRequest = Request("Spans", "spans", "/v1/traces", Span());
        LogsRequest = Request("Logs", "logRecords", "/v1/logs", LogRecord());
        MetricsRequest = Request("Metrics", "metrics", "/v1/metrics", Metric());
    }

    public static ProtoJsonMessage TraceRequest { get; }

    public static ProtoJsonMessage LogsRequest { get; }

    public static ProtoJsonMessage MetricsRequest { get; }

    private static ProtoJsonMessage Request(string suffix, string items, string path, ProtoJsonMessage item)
    {
        var scope = new ProtoJsonMessage("Scope" + suffix) { Fields = [One("scope", 1, s_scope), Many(items, 2, item), new("schemaUrl", 3, Text)] };
        var resource = new ProtoJsonMessage("Resource" + suffix)
        {
            Fields = [One("resource", 1, s_resource), Many("scope" + suffix, 2, scope), new("schemaUrl", 3, Text)],
        };
        var misplaced = new List<(string, string)>();
        foreach ((string other, string otherPath) in ((string, string)[])[("Spans", "/v1/traces"), ("Logs", "/v1/logs"), ("Metrics", "/v1/metrics")])
        {
            if (other != suffix)
            {
                misplaced.Add(("resource" + other, $"this looks like OTLP {otherPath[4..]}; send {otherPath[4..]} to {otherPath}, not to {path}"));
            }
        }

        return new ProtoJsonMessage("Export request") { Fields = [Many("resource" + suffix, 1, resource)], Misplaced = misplaced.ToArray() };
    }

    private static ProtoJsonMessage Span()
    {
        var eventMessage = new ProtoJsonMessage("Event")
        {
            Fields = [new("timeUnixNano", 1, Fixed64), new("name", 2, Text), Many("attributes", 3, s_keyValue), new("droppedAttributesCount", 4, Int)],
        };
        var link = new ProtoJsonMessage("Link")
        {
            Fields =
            [
                new("traceId", 1, Hex), new("spanId", 2, Hex), new("traceState", 3, Text), Many("attributes", 4, s_keyValue),
                new("droppedAttributesCount", 5, Int), new("flags", 6, Fixed32),
            ],
        };
        var status = new ProtoJsonMessage("Status") { Fields = [new("message", 2, Text), new("code", 3, Int)] };
        return new ProtoJsonMessage("Span")
        {
            IsItem = true,
            Fields =
            [
                new("traceId", 1, Hex), new("spanId", 2, Hex), new("traceState", 3, Text), new("parentSpanId", 4, Hex), new("name", 5, Text),
                new("kind", 6, Int), new("startTimeUnixNano", 7, Fixed64), new("endTimeUnixNano", 8, Fixed64), Many("attributes", 9, s_keyValue),
                new("droppedAttributesCount", 10, Int), Many("events", 11, eventMessage), new("droppedEventsCount", 12, Int),
                Many("links", 13, link), new("droppedLinksCount", 14, Int), One("status", 15, status), new("flags", 16, Fixed32),
            ],
        };
    }

    private static ProtoJsonMessage LogRecord() => new("LogRecord")
    {
        IsItem = true,
        Fields =
        [
            new("timeUnixNano", 1, Fixed64), new("severityNumber", 2, Int), new("severityText", 3, Text), One("body", 5, s_anyValue),
            Many("attributes", 6, s_keyValue), new("droppedAttributesCount", 7, Int), new("flags", 8, Fixed32), new("traceId", 9, Hex),
            new("spanId", 10, Hex), new("observedTimeUnixNano", 11, Fixed64), new("eventName", 12, Text),
        ],
    };

    private static ProtoJsonMessage Metric()
    {
        var exemplar = new ProtoJsonMessage("Exemplar")
        {
            Fields =
            [
                new("timeUnixNano", 2, Fixed64), new("asDouble", 3, Float64), new("spanId", 4, Hex), new("traceId", 5, Hex),
                new("asInt", 6, SFixed64), Many("filteredAttributes", 7, s_keyValue),
            ],
        };
        var number = new ProtoJsonMessage("NumberDataPoint")
        {
            Fields =
            [
                new("startTimeUnixNano", 2, Fixed64), new("timeUnixNano", 3, Fixed64), new("asDouble", 4, Float64), Many("exemplars", 5, exemplar),
                new("asInt", 6, SFixed64), Many("attributes", 7, s_keyValue), new("flags", 8, Int),
            ],
        };
        return new ProtoJsonMessage("Metric")
        {
            IsItem = true,
            Fields =
            [
                new("name", 1, Text), new("description", 2, Text), new("unit", 3, Text), One("gauge", 5, Points("Gauge", number)),
                One("sum", 7, Points("Sum", number, new("aggregationTemporality", 2, Int), new("isMonotonic", 3, Bool))),
                One("histogram", 9, Points("Histogram", HistogramPoint(exemplar), new ProtoJsonField("aggregationTemporality", 2, Int))),
                One("exponentialHistogram", 10, Points("ExponentialHistogram", ExponentialPoint(exemplar), new ProtoJsonField("aggregationTemporality", 2, Int))),
                One("summary", 11, Points("Summary", SummaryPoint())), Many("metadata", 12, s_keyValue),
            ],
        };
    }

    private static ProtoJsonMessage HistogramPoint(ProtoJsonMessage exemplar) => new("HistogramDataPoint")
    {
        Fields =
        [
            new("startTimeUnixNano", 2, Fixed64), new("timeUnixNano", 3, Fixed64), new("count", 4, Fixed64), new("sum", 5, Float64),
            new("bucketCounts", 6, Fixed64, true), new("explicitBounds", 7, Float64, true), Many("exemplars", 8, exemplar),
            Many("attributes", 9, s_keyValue), new("flags", 10, Int), new("min", 11, Float64), new("max", 12, Float64),
        ],
    };

    private static ProtoJsonMessage ExponentialPoint(ProtoJsonMessage exemplar)
    {
        var buckets = new ProtoJsonMessage("Buckets") { Fields = [new("offset", 1, ZigZag), new("bucketCounts", 2, Int, true)] };
        return new ProtoJsonMessage("ExponentialHistogramDataPoint")
        {
            Fields =
            [
                Many("attributes", 1, s_keyValue), new("startTimeUnixNano", 2, Fixed64), new("timeUnixNano", 3, Fixed64), new("count", 4, Fixed64),
                new("sum", 5, Float64), new("scale", 6, ZigZag), new("zeroCount", 7, Fixed64), One("positive", 8, buckets), One("negative", 9, buckets),
                new("flags", 10, Int), Many("exemplars", 11, exemplar), new("min", 12, Float64), new("max", 13, Float64), new("zeroThreshold", 14, Float64),
            ],
        };
    }

    private static ProtoJsonMessage SummaryPoint()
    {
        var quantile = new ProtoJsonMessage("ValueAtQuantile") { Fields = [new("quantile", 1, Float64), new("value", 2, Float64)] };
        return new ProtoJsonMessage("SummaryDataPoint")
        {
            Fields =
            [
                new("startTimeUnixNano", 2, Fixed64), new("timeUnixNano", 3, Fixed64), new("count", 4, Fixed64), new("sum", 5, Float64),
                Many("quantileValues", 6, quantile), Many("attributes", 7, s_keyValue), new("flags", 8, Int),
            ],
        };
    }

    private static ProtoJsonMessage Points(string name, ProtoJsonMessage point, params ProtoJsonField[] more) =>
        new(name) { Fields = [Many("dataPoints", 1, point), .. more] };

    private static ProtoJsonField One(string name, int number, ProtoJsonMessage message) => new(name, number, Message, false, message);

    private static ProtoJsonField Many(string name, int number, ProtoJsonMessage message) => new(name, number, Message, true, message);
}
