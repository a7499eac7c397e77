using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Sessions for the web UI: who talked, how much, at what cost.</summary>
internal sealed class LlmSessionRoutes(ILlmSource source, TimeProvider time)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tta/v1/llm/sessions", context => UiAnswer.RunAsync(context, ListAsync));

    private async Task ListAsync(HttpContext context, RequestParameters parameters)
    {
        UiWindow window = UiWindow.Read(parameters, time);
        List<LlmCondition> conditions = [];
        foreach ((string name, LlmField field) in (ReadOnlySpan<(string, LlmField)>)
            [("user", LlmField.UserId), ("persona", LlmField.Persona), ("workspace", LlmField.Workspace), ("environment", LlmField.Environment)])
        {
            if (parameters[name] is { Length: > 0 } value)
            {
                conditions.Add(LlmCondition.Text(field, value));
            }
        }

        var query = new LlmQuery
        {
            StartNs = window.StartNs,
            EndNs = window.EndNs,
            Conditions = conditions,
            OrderBy = ReadOrder(parameters["orderBy"]),
            Limit = UiWindow.ReadLimit(parameters, DefaultLimit, MaxLimit),
        };
        LlmPage<LlmSession> found = (await source.SessionsAsync(query, context.RequestAborted)).Value;
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("sessions"u8);
            foreach (LlmSession session in found.Items)
            {
                Write(writer, session);
            }

            writer.WriteEndArray();
            writer.WriteNumber("total"u8, found.TotalCount);
            writer.WriteBoolean("truncated"u8, found.TotalCount > found.Items.Count);
            writer.WriteEndObject();
        });
    }

    private static LlmField ReadOrder(string text) => text switch
    {
        "" or "start" => LlmField.Time,
        "cost" => LlmField.TotalCost,
        "tokens" => LlmField.TotalTokens,
        "duration" => LlmField.LatencyMs,
        "errors" => LlmField.ErrorCount,
        _ => throw new ParameterException($"orderBy: expected start, cost, tokens, duration or errors, received \"{text}\""),
    };

    private static void Write(Utf8JsonWriter writer, LlmSession session)
    {
        writer.WriteStartObject();
        writer.WriteString("sessionId"u8, session.Id);
        writer.WriteString("environment"u8, session.Environment);
        writer.WriteNumber("startMs"u8, UiJson.Milliseconds(session.FirstNs));
        writer.WriteNumber("endMs"u8, UiJson.Milliseconds(session.LastNs));
        WriteTexts(writer, "users"u8, session.UserIds);
        WriteTexts(writer, "personas"u8, session.Personas);
        writer.WriteNumber("traces"u8, session.TraceCount);
        writer.WriteNumber("observations"u8, session.ObservationCount);
        writer.WriteNumber("errors"u8, session.ErrorCount);
        UiJson.WriteUsage(writer, session.InputTokens, session.OutputTokens, session.TotalCost);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
