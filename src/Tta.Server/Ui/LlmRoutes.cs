using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Model calls for the web UI: list, one call with its content, cost by persona or model.</summary>
internal sealed class LlmRoutes(ILlmSource source, TimeProvider time)
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 5_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tta/v1/llm/calls", context => UiAnswer.RunAsync(context, FindAsync));
        routes.MapGet("/api/tta/v1/llm/calls/{traceId}/{spanId}", context => UiAnswer.RunAsync(context, CallAsync));
        routes.MapGet("/api/tta/v1/llm/costs", context => UiAnswer.RunAsync(context, CostsAsync));
    }

    private async Task FindAsync(HttpContext context, RequestParameters parameters)
    {
        LlmQuery query = ReadQuery(parameters) with { Limit = UiWindow.ReadLimit(parameters, DefaultLimit, MaxLimit) };
        Answer<IReadOnlyList<LlmObservation>> found = await source.FindAsync(query, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("calls"u8);
            foreach (LlmObservation call in found.Value)
            {
                writer.WriteStartObject();
                UiJson.WriteCallProperties(writer, call);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteBoolean("truncated"u8, found.Truncated);
            writer.WriteEndObject();
        });
    }

    private async Task CallAsync(HttpContext context, RequestParameters parameters)
    {
        string traceText = (string)context.Request.RouteValues["traceId"]!;
        string spanText = (string)context.Request.RouteValues["spanId"]!;
        if (!TraceId.TryParse(traceText, out TraceId traceId) || !SpanId.TryParse(spanText, out SpanId spanId))
        {
            throw new ParameterException($"\"{traceText}/{spanText}\" is not a trace id and a span id in hex");
        }

        if (await source.GetAsync(traceId, spanId, context.RequestAborted) is not { } call)
        {
            await UiAnswer.WriteErrorAsync(context, 404, $"no model call {traceId}/{spanId} is stored");
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            UiJson.WriteCallProperties(writer, call);
            UiJson.WriteStoredJson(writer, "inputMessages"u8, call.InputMessagesJson);
            UiJson.WriteStoredJson(writer, "outputMessages"u8, call.OutputMessagesJson);
            UiJson.WriteStoredJson(writer, "systemInstructions"u8, call.SystemInstructionsJson);
            UiJson.WriteStoredJson(writer, "toolDefinitions"u8, call.ToolDefinitionsJson);
            UiJson.WriteStoredJson(writer, "modelParameters"u8, call.ModelParametersJson);
            writer.WriteEndObject();
        });
    }

    private async Task CostsAsync(HttpContext context, RequestParameters parameters)
    {
        Func<LlmObservation, string?> key = parameters["by"] switch
        {
            "" or "persona" => static call => call.Persona,
            "model" => static call => call.Model,
            string other => throw new ParameterException($"by: expected persona or model, received \"{other}\""),
        };
        Answer<IReadOnlyList<LlmObservation>> found = await source.FindAsync(ReadQuery(parameters) with { Limit = 0 }, context.RequestAborted);
        IReadOnlyList<UsageRow> rows = UsageRow.Group(found.Value, key);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            WriteRows(writer, "rows"u8, "key"u8, rows);
            writer.WriteEndObject();
        });
    }

    public static void WriteRows(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> keyName, IReadOnlyList<UsageRow> rows)
    {
        writer.WriteStartArray(name);
        foreach (UsageRow row in rows)
        {
            writer.WriteStartObject();
            writer.WriteString(keyName, row.Key);
            writer.WriteNumber("calls"u8, row.Calls);
            UiJson.WriteUsage(writer, row.InputTokens, row.OutputTokens, row.CostUsd);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private LlmQuery ReadQuery(RequestParameters parameters)
    {
        UiWindow window = UiWindow.Read(parameters, time);
        string traceText = parameters["traceId"];
        TraceId? traceId = null;
        if (traceText.Length > 0)
        {
            traceId = TraceId.TryParse(traceText, out TraceId parsed)
                ? parsed
                : throw new ParameterException($"traceId: \"{traceText}\" is not a trace id in hex");
        }

        // A trace is asked for whole, whatever the window of the page.
        return new LlmQuery
        {
            StartNs = traceId is null ? window.StartNs : 0,
            EndNs = traceId is null ? window.EndNs : long.MaxValue,
            TraceId = traceId,
            Model = parameters["model"] is { Length: > 0 } model ? model : null,
            Persona = parameters["persona"] is { Length: > 0 } persona ? persona : null,
            SessionId = parameters["sessionId"] is { Length: > 0 } session ? session : null,
        };
    }
}
