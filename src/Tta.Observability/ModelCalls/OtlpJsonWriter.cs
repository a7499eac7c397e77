// Spec: OTLP 1.x JSON encoding (opentelemetry-proto, docs/specification.md "JSON Protobuf Encoding"): ids in hex, 64-bit integers as
// strings, enums as numbers. Differences: none in what is written.
using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>Writes model calls as an OTLP trace request, content included and secrets left out.</summary>
internal sealed class OtlpJsonWriter(IReadOnlyDictionary<string, object> resource, ModelCallTarget target, Redactor redactor, int maxContentLength)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public void Write(IBufferWriter<byte> output, IReadOnlyList<ModelCall> calls)
    {
        using var json = new Utf8JsonWriter(output, s_options);
        json.WriteStartObject();
        json.WriteStartArray("resourceSpans"u8);
        json.WriteStartObject();
        json.WriteStartObject("resource"u8);
        WriteAttributes(json, resource!);
        json.WriteEndObject();
        json.WriteStartArray("scopeSpans"u8);
        foreach (IGrouping<ActivitySource, ModelCall> scope in calls.GroupBy(static call => call.Span.Source))
        {
            json.WriteStartObject();
            json.WriteStartObject("scope"u8);
            json.WriteString("name"u8, scope.Key.Name);
            json.WriteString("version"u8, scope.Key.Version ?? "");
            json.WriteEndObject();
            json.WriteStartArray("spans"u8);
            foreach (ModelCall call in scope)
            {
                WriteSpan(json, in call);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteSpan(Utf8JsonWriter json, in ModelCall call)
    {
        Activity span = call.Span;
        json.WriteStartObject();
        json.WriteString("traceId"u8, span.TraceId.ToHexString());
        json.WriteString("spanId"u8, span.SpanId.ToHexString());
        if (span.ParentSpanId != default)
        {
            json.WriteString("parentSpanId"u8, span.ParentSpanId.ToHexString());
        }

        if (!string.IsNullOrEmpty(span.TraceStateString))
        {
            json.WriteString("traceState"u8, span.TraceStateString);
        }

        // Bit 8: bit 9 is known; bit 9: the parent is in another process.
        json.WriteNumber("flags"u8, (int)span.ActivityTraceFlags | 0x100 | (span.HasRemoteParent ? 0x200 : 0));
        json.WriteString("name"u8, redactor.Text(span.DisplayName));
        json.WriteNumber("kind"u8, (int)span.Kind + 1);
        WriteTime(json, "startTimeUnixNano"u8, span.StartTimeUtc);
        WriteTime(json, "endTimeUnixNano"u8, span.StartTimeUtc + span.Duration);
        json.WriteStartArray("attributes"u8);
        WriteSpanAttributes(json, in call);
        json.WriteEndArray();
        WriteEvents(json, span);
        if (span.Status is not ActivityStatusCode.Unset)
        {
            json.WriteStartObject("status"u8);
            json.WriteNumber("code"u8, (int)span.Status);
            if (span.StatusDescription is { Length: > 0 } description)
            {
                json.WriteString("message"u8, redactor.Text(description));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteSpanAttributes(Utf8JsonWriter json, in ModelCall call)
    {
        Activity span = call.Span;
        foreach (ref readonly KeyValuePair<string, object?> tag in span.EnumerateTagObjects())
        {
            WriteAttribute(json, tag.Key, redactor.Attribute(tag.Key, tag.Value));
        }

        // What Langfuse calls user and trace name; without them its lists by persona and workflow stay empty.
        WriteAlias(json, span, "persona", "langfuse.user.id");
        WriteAlias(json, span, "workflow.name", "langfuse.trace.name");
        WriteSetting(json, span, "langfuse.environment", target.TracingEnvironment);
        WriteSetting(json, span, "langfuse.release", target.Release);
        if (!call.WithContent)
        {
            return;
        }

        foreach (string key in ModelCall.ContentKeys)
        {
            if (span.GetCustomProperty(key) is string content)
            {
                WriteAttribute(json, key, Cut(redactor.Text(content)));
            }
        }
    }

    private void WriteSetting(Utf8JsonWriter json, Activity span, string name, string? value)
    {
        if (value is not null && span.GetTagItem(name) is null)
        {
            WriteAttribute(json, name, redactor.Attribute(name, value));
        }
    }

    private void WriteAlias(Utf8JsonWriter json, Activity span, string name, string alias)
    {
        if (span.GetTagItem(name) is string value && span.GetTagItem(alias) is null)
        {
            WriteAttribute(json, alias, redactor.Attribute(alias, value));
        }
    }

    private void WriteEvents(Utf8JsonWriter json, Activity span)
    {
        json.WriteStartArray("events"u8);
        foreach (ref readonly ActivityEvent item in span.EnumerateEvents())
        {
            json.WriteStartObject();
            WriteTime(json, "timeUnixNano"u8, item.Timestamp.UtcDateTime);
            json.WriteString("name"u8, redactor.Text(item.Name));
            WriteAttributes(json, item.Tags);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteAttributes(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        json.WriteStartArray("attributes"u8);
        foreach ((string key, object? value) in attributes)
        {
            WriteAttribute(json, key, redactor.Attribute(key, value));
        }

        json.WriteEndArray();
    }

    private string Cut(string content) =>
        content.Length <= maxContentLength
            ? content
            : string.Create(CultureInfo.InvariantCulture, $"{content.AsSpan(0, maxContentLength)}... [{content.Length - maxContentLength} more characters were cut]");

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTime utc) =>
        json.WriteString(name, ((utc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture));

    private static void WriteAttribute(Utf8JsonWriter json, string key, object? value)
    {
        if (value is null)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("value"u8);
        WriteValue(json, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                json.WriteString("stringValue"u8, text);
                break;
            case bool flag:
                json.WriteBoolean("boolValue"u8, flag);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteString("intValue"u8, Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                break;
            case float or double or decimal or ulong:
                WriteDouble(json, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case Array items:
                json.WriteStartObject("arrayValue"u8);
                json.WriteStartArray("values"u8);
                foreach (object? item in items)
                {
                    json.WriteStartObject();
                    WriteValue(json, item);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case IFormattable formattable:
                json.WriteString("stringValue"u8, formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString("stringValue"u8, value.ToString());
                break;
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber("doubleValue"u8, value);
        }
        else
        {
            json.WriteString("doubleValue"u8, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
