using System.Text;
using System.Text.Json.Nodes;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Langfuse;
using Tta.Wire.Otlp;

namespace Tta.Wire.Tests.Langfuse;

/// <summary>Runs Langfuse's own cases of the mapping from spans to ingestion events.</summary>
public sealed class OtelMappingConformanceTests
{
    private const long ReceivedNs = 1_780_000_000_000_000_000;

    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void Cases_of_the_mapping_table()
    {
        var run = new Conformance("langfuse-otel");
        JsonNode corpus = JsonNode.Parse(File.ReadAllText(Conformance.PathOf("langfuse", "otel_mapping_cases.json")))!;
        foreach (JsonNode? item in corpus["cases"]!.AsArray())
        {
            run.Run(item!["id"]!.GetValue<string>(), () => Check(item));
        }

        run.Finish(195);
    }

    private static string? Check(JsonNode item)
    {
        bool asRecords = item["output"]?.GetValue<string>() == "event records";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonNode? trace in item["seen_traces"]?.AsArray() ?? [])
        {
            seen.Add(trace!.GetValue<string>());
        }

        JsonArray requests = item["resource_spans"]!.AsArray();
        IEnumerable<JsonArray> batches = item["separately"]?.GetValue<bool>() == true
            ? requests.Select(r => new JsonArray(r!.DeepClone()))
            : [requests];
        var actual = new JsonArray();
        foreach (JsonArray batch in batches)
        {
            foreach (LangfuseEvent each in LangfuseSpans.ToEvents(Decode(batch), ReceivedNs, seen, isDirect: asRecords))
            {
                if (!asRecords)
                {
                    actual.Add(Event(each));
                }
                else if (each.Type != "trace-create")
                {
                    actual.Add(EventRecord.Of(each));
                }
            }
        }

        foreach (JsonNode? assertion in item["expect"]!.AsArray())
        {
            if (JsonAssertion.Check(assertion!.AsObject(), actual) is { } problem)
            {
                return $"{item["name"]}: {problem}";
            }
        }

        return null;
    }

    // Some cases hold ids as the bytes that the test's JavaScript made of them.
    private static void WriteIdsAsHex(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    WriteIdsAsHex(item);
                }

                break;
            case JsonObject map:
                foreach ((string name, JsonNode? member) in map.ToList())
                {
                    if (name is "traceId" or "spanId" or "parentSpanId" && member is JsonObject id && id["data"] is JsonArray bytes)
                    {
                        map[name] = Convert.ToHexStringLower([.. bytes.Select(b => b!.GetValue<byte>())]);
                    }
                    else
                    {
                        WriteIdsAsHex(member);
                    }
                }

                break;
        }
    }

    private static SpanBatch Decode(JsonArray resourceSpans)
    {
        var body = new JsonObject { ["resourceSpans"] = resourceSpans.DeepClone() };
        WriteIdsAsHex(body);
        var batch = new SpanBatch();
        DecodeResult result = OtlpTraces.DecodeJson(Encoding.UTF8.GetBytes(body.ToJsonString()), new Limits(), batch);
        Assert.False(result.Error.IsError, result.Error.ToString());
        Assert.Equal(0, result.RejectedCount);
        return batch;
    }

    private static JsonObject Event(LangfuseEvent item) => new()
    {
        ["id"] = item.Id,
        ["type"] = item.Type,
        ["body"] = JsonNode.Parse(AnyValueJson.ToJson(item.Body)),
    };
}
