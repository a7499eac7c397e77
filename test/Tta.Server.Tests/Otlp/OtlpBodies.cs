using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Tta.Server.Tests.Otlp;

/// <summary>Request bodies as senders write them, built byte by byte so that they can be wrong on purpose.</summary>
internal static class OtlpBodies
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    /// <summary>One ExportTraceServiceRequest with a span per id.</summary>
    public static byte[] Traces(string service, params ulong[] spanIds) =>
        Field(1, [.. Field(1, Attribute("service.name", service)), .. Field(2, [.. spanIds.SelectMany(id => Field(2, Span(id)))])]);

    public static string TracesJson(string service, params string[] spanIds) => $$$"""
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},
        "scopeSpans":[{"spans":[{{{string.Join(',', spanIds.Select(SpanJson))}}}]}],"unknownField":{"a":[1,2]}}]}
        """;

    public static string LogsJson(string service, string line) => $$$"""
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},
        "scopeLogs":[{"logRecords":[{"timeUnixNano":"{{{NowNs()}}}","severityNumber":9,"body":{"stringValue":"{{{line}}}"}}]}]}]}
        """;

    public static string GaugeJson(string service, string metric, double value) => $$$"""
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},
        "scopeMetrics":[{"metrics":[{"name":"{{{metric}}}","gauge":{"dataPoints":[{"timeUnixNano":"{{{NowNs()}}}","asDouble":{{{value.ToString(CultureInfo.InvariantCulture)}}}}]}}]}]}]}
        """;

    public static byte[] Span(ulong spanId, byte[]? extra = null)
    {
        byte[] id = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(id, spanId);
        return [.. Field(1, Convert.FromHexString(TraceId)), .. Field(2, id), .. Field(5, "op"u8), .. Fixed64(7, NowNs()), .. Fixed64(8, NowNs() + 1000), .. extra ?? []];
    }

    /// <summary>A KeyValueList nested so many times.</summary>
    public static byte[] NestedAttribute(int depth)
    {
        byte[] value = Field(1, "leaf"u8);
        for (int i = 0; i < depth; i++)
        {
            value = Field(6, Field(1, [.. Field(1, "k"u8), .. Field(2, value)]));
        }

        return [.. Field(1, "deep"u8), .. Field(2, value)];
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>A gRPC message frame.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message, bool isCompressed = false)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    public static byte[] Field(int number, ReadOnlySpan<byte> value) => [.. Varint((ulong)(number << 3 | 2)), .. Varint((ulong)value.Length), .. value];

    private static byte[] Attribute(string key, string value) =>
        Field(1, [.. Field(1, Encoding.UTF8.GetBytes(key)), .. Field(2, Field(1, Encoding.UTF8.GetBytes(value)))]);

    private static byte[] Fixed64(int number, ulong value)
    {
        byte[] bytes = [(byte)(number << 3 | 1), 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static string SpanJson(string spanId) =>
        $$"""{"traceId":"{{TraceId}}","spanId":"{{spanId}}","name":"op","startTimeUnixNano":"{{NowNs()}}","endTimeUnixNano":"{{NowNs() + 1000}}"}""";

    public static ulong NowNs() => (ulong)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
