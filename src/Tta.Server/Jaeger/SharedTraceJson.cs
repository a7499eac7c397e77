// Format: docs/reference/ui-api.md, "A trace for the page".
using System.Runtime.InteropServices;
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>
/// A trace in Jaeger's model with every name and tag once and a row of numbers per span: a fifth of the bytes, for large traces are read whole.
/// </summary>
internal static class SharedTraceJson
{
    private const int NoParent = -1;

    public static void Write(Utf8JsonWriter writer, Trace trace)
    {
        IReadOnlyList<Span> spans = trace.Spans;
        var places = new Dictionary<SpanId, int>(spans.Count);
        long startUs = spans.Count == 0 ? 0 : long.MaxValue;
        for (int i = 0; i < spans.Count; i++)
        {
            places.TryAdd(spans[i].SpanId, i);
            startUs = Math.Min(startUs, spans[i].StartNs / 1000);
        }

        var names = new Numbered<string>(StringComparer.Ordinal);
        var tags = new Numbered<KeyValue>(EqualityComparer<KeyValue>.Default);
        var processes = new JaegerProcesses();
        writer.WriteStartObject();
        writer.WriteString("traceID"u8, JaegerJson.IdOf(trace.TraceId));
        writer.WriteNumber("startTime"u8, startUs);
        writer.WriteStartArray("spans"u8);
        foreach (Span span in spans)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(span.SpanId.ToString());
            WriteParent(writer, span.ParentSpanId, places);
            writer.WriteNumberValue(names.Of(span.Name));
            writer.WriteStringValue(processes.IdOf(span.Resource));
            writer.WriteNumberValue((span.StartNs / 1000) - startUs);
            writer.WriteNumberValue(span.DurationNs / 1000);
            writer.WriteStartArray();
            foreach (KeyValue tag in JaegerTags.Of(span))
            {
                writer.WriteNumberValue(tags.Of(tag));
            }

            writer.WriteEndArray();
            WriteRest(writer, span);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("names"u8);
        foreach (string name in names.All)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("tags"u8);
        foreach (KeyValue tag in tags.All)
        {
            JaegerJson.WriteTag(writer, tag.Key, tag.Value);
        }

        writer.WriteEndArray();
        JaegerJson.WriteProcesses(writer, processes);
        JaegerJson.WriteWarnings(writer, trace.Warnings);
        writer.WriteEndObject();
    }

    // The row of a span of this trace; the id of one that has not arrived.
    private static void WriteParent(Utf8JsonWriter writer, SpanId parent, Dictionary<SpanId, int> places)
    {
        if (!parent.IsValid)
        {
            writer.WriteNumberValue(NoParent);
        }
        else if (places.TryGetValue(parent, out int place))
        {
            writer.WriteNumberValue(place);
        }
        else
        {
            writer.WriteStringValue(parent.ToString());
        }
    }

    // What few spans have.
    private static void WriteRest(Utf8JsonWriter writer, Span span)
    {
        uint flags = span.Flags & 0xff;
        IReadOnlyList<string> warnings = SpanWarnings.Of(span);
        if (flags == 0 && span.Links.Count == 0 && span.Events.Count == 0 && warnings.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        if (flags != 0)
        {
            writer.WriteNumber("flags"u8, flags);
        }

        if (span.Links.Count > 0)
        {
            writer.WriteStartArray("references"u8);
            JaegerJson.WriteLinks(writer, span);
            writer.WriteEndArray();
        }

        if (span.Events.Count > 0)
        {
            JaegerJson.WriteLogs(writer, span);
        }

        if (warnings.Count > 0)
        {
            JaegerJson.WriteWarnings(writer, warnings);
        }

        writer.WriteEndObject();
    }

    /// <summary>Different values in the order of their first use, and the number of each.</summary>
    private sealed class Numbered<T>(IEqualityComparer<T> comparer)
        where T : notnull
    {
        private readonly Dictionary<T, int> _numbers = new(comparer);
        private readonly List<T> _all = [];

        public IReadOnlyList<T> All => _all;

        public int Of(T value)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out bool isKnown);
            if (!isKnown)
            {
                number = _all.Count;
                _all.Add(value);
            }

            return number;
        }
    }
}
