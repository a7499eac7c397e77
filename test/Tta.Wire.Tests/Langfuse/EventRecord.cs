using System.Text.Json.Nodes;
using Tta.Model;
using Tta.Wire.Langfuse;

namespace Tta.Wire.Tests.Langfuse;

/// <summary>The flat record of an observation, as Langfuse's newer way of ingestion stores it, written from an event.</summary>
internal static class EventRecord
{
    public static JsonObject Of(LangfuseEvent item)
    {
        JsonObject record = JsonNode.Parse(AnyValueJson.ToJson(item.Body))!.AsObject();
        record["type"] = item.Type[..^"-create".Length].ToUpperInvariant();
        record["startTimeISO"] = record["startTime"]!.DeepClone();
        record["endTimeISO"] = record["endTime"]!.DeepClone();
        record["isAppRoot"] = item.IsAppRoot;
        record["providedUsageDetails"] = record["usageDetails"]?.DeepClone();
        record["toolDefinitions"] = JsonNode.Parse(AnyValueJson.ToJson(LangfuseTools.Definitions(item.Body)));
        record["toolCallNames"] = new JsonArray([.. LangfuseTools.CallNames(item.Body).Select(n => (JsonNode)n)]);
        return record;
    }
}
