using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tta.Model;
using Tta.Server.Jaeger;

namespace Tta.Server.Tests.Jaeger;

public sealed class SharedTraceJsonTests
{
    private static readonly string[] s_names = ["chat", "", "primitive.Step", "\u2028<b>\"quoted\"</b>"];

    private static readonly Scope s_scope = new("shop-library", "1.2", []);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Expanded_IsTheTraceInJaegersJson(int seed)
    {
        var random = new Random(seed);
        Trace trace = RandomTrace(random, random.Next(1, 200));
        JsonNode expected = Written(writer => JaegerJson.WriteTrace(writer, trace));
        JsonNode actual = Expand(Written(writer => SharedTraceJson.Write(writer, trace)));
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected.ToJsonString()}, got {actual.ToJsonString()}");
    }

    [Fact]
    public void EqualNamesAndTags_AreWrittenOnce()
    {
        Resource shop = new([new KeyValue("service.name", AnyValue.From("shop"))]);
        Span[] spans = [.. Enumerable.Range(1, 1_000).Select(i => new Span
        {
            TraceId = new TraceId(0, 1),
            SpanId = new SpanId((ulong)i),
            ParentSpanId = new SpanId(i == 1 ? 0 : 1UL),
            Name = "step",
            Resource = shop,
            Scope = s_scope,
            Attributes = [new KeyValue("primitive.type", AnyValue.From("LambdaPrimitive")), new KeyValue("odd", AnyValue.From(i % 2 == 1))],
        })];
        JsonNode written = Written(writer => SharedTraceJson.Write(writer, new Trace(new TraceId(0, 1), spans, [])));
        Assert.Single(written["names"]!.AsArray());
        Assert.Equal(["otel.scope.name", "otel.scope.version", "primitive.type", "odd", "odd"], written["tags"]!.AsArray().Select(tag => (string)tag!["key"]!));
    }

    /// <summary>What the page does, naively.</summary>
    private static JsonObject Expand(JsonNode shared)
    {
        JsonArray rows = shared["spans"]!.AsArray();
        var spans = new JsonArray();
        foreach (JsonNode? node in rows)
        {
            JsonArray row = node!.AsArray();
            JsonNode? rest = row.Count > 7 ? row[7] : null;
            string? parent = row[1]!.GetValueKind() == JsonValueKind.String ? (string)row[1]! : (int)row[1]! < 0 ? null : (string)rows[(int)row[1]!]![0]!;
            JsonArray references = parent is null ? [] : [new JsonObject { ["refType"] = "CHILD_OF", ["traceID"] = (string)shared["traceID"]!, ["spanID"] = parent }];
            foreach (JsonNode? link in rest?["references"]?.AsArray() ?? [])
            {
                references.Add(link!.DeepClone());
            }

            var span = new JsonObject
            {
                ["traceID"] = (string)shared["traceID"]!,
                ["spanID"] = (string)row[0]!,
                ["operationName"] = (string)shared["names"]![(int)row[2]!]!,
                ["references"] = references,
                ["startTime"] = (long)shared["startTime"]! + (long)row[4]!,
                ["duration"] = (long)row[5]!,
                ["tags"] = new JsonArray([.. row[6]!.AsArray().Select(tag => shared["tags"]![(int)tag!]!.DeepClone())]),
                ["logs"] = rest?["logs"]?.DeepClone() ?? new JsonArray(),
                ["processID"] = (string)row[3]!,
                ["warnings"] = rest?["warnings"]?.DeepClone(),
            };
            if (rest?["flags"] is { } flags)
            {
                span["flags"] = flags.DeepClone();
            }

            spans.Add((JsonNode)span);
        }

        return new JsonObject { ["traceID"] = (string)shared["traceID"]!, ["spans"] = spans, ["processes"] = shared["processes"]!.DeepClone(), ["warnings"] = shared["warnings"]?.DeepClone() };
    }

    private static JsonNode Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return JsonNode.Parse(buffer.WrittenSpan)!;
    }

    private static Trace RandomTrace(Random random, int count)
    {
        Resource[] resources = [new([new KeyValue("service.name", AnyValue.From("shop"))]), new([new KeyValue("service.name", AnyValue.From("model")), new KeyValue("workspace", AnyValue.From("main"))])];
        Span[] spans = [.. Enumerable.Range(1, count).Select(i => new Span
        {
            TraceId = new TraceId(7, 9),
            SpanId = new SpanId((ulong)i),
            ParentSpanId = new SpanId((ulong)random.Next(0, count * 2)),
            Name = s_names[random.Next(s_names.Length)],
            Kind = (SpanKind)random.Next(0, 6),
            StartNs = 1_790_000_000_000_000_000 + random.Next(0, 1_000_000_000),
            EndNs = 1_790_000_000_000_000_000 + random.Next(0, 1_000_000_000),
            Status = (SpanStatusCode)random.Next(0, 3),
            StatusMessage = random.Next(3) == 0 ? "made to fail" : "",
            TraceState = random.Next(5) == 0 ? "a=b" : "",
            Flags = (uint)random.Next(0, 3),
            Resource = resources[random.Next(resources.Length)],
            Scope = s_scope,
            Attributes = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => new KeyValue($"key{random.Next(5)}", RandomValue(random)))],
            Events = random.Next(4) == 0 ? [new SpanEvent(1_790_000_000_500_000_000, "exception", [new KeyValue("exception.type", AnyValue.From("E"))])] : [],
            Links = random.Next(4) == 0 ? [new SpanLink(new TraceId(1, 2), new SpanId(3), "", [])] : [],
        })];
        return new Trace(new TraceId(7, 9), spans, random.Next(2) == 0 ? ["cut off"] : []);
    }

    private static AnyValue RandomValue(Random random) => random.Next(6) switch
    {
        0 => AnyValue.From(random.Next(3) == 0),
        1 => AnyValue.From((long)random.Next(0, 3)),
        2 => AnyValue.From(9_223_372_036_854_775_222),
        3 => AnyValue.From(0.5 * random.Next(3)),
        4 => AnyValue.From((AnyValue[])[AnyValue.From("x"), AnyValue.From(1L)]),
        _ => AnyValue.From($"value {random.Next(4)}"),
    };
}
