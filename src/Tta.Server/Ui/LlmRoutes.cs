using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Wire.GenAi;

namespace Tta.Server.Ui;

/// <summary>Model calls for the web UI: list, one call with its content, questions that were asked again.</summary>
internal sealed class LlmRoutes(ILlmSource source, TimeProvider time)
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 5_000;

    /// <summary>So many of the newest scores choose the traces whose calls are listed.</summary>
    private const int MaxJudged = 2_000;

    /// <summary>Content is read from disk, so only so many of the newest calls are compared, a few at a time.</summary>
    private const int MaxCompared = 5_000;
    private const int ComparedAtOnce = 250;
    private const int MaxRepeatRows = 50;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tta/v1/llm/calls", context => UiAnswer.RunAsync(context, FindAsync));
        routes.MapGet("/api/tta/v1/llm/calls/{traceId}/{spanId}", context => UiAnswer.RunAsync(context, CallAsync));
        routes.MapGet("/api/tta/v1/llm/repeats", context => UiAnswer.RunAsync(context, RepeatsAsync));
    }

    private async Task FindAsync(HttpContext context, RequestParameters parameters)
    {
        LlmQuery query = LlmParameters.Query(parameters, time) with { Limit = UiWindow.ReadLimit(parameters, DefaultLimit, MaxLimit) };
        if (parameters["score"] is { Length: > 0 } score)
        {
            IReadOnlyList<string> traceIds = await JudgedTracesAsync(query.StartNs, ScoreCondition.Read(score), context.RequestAborted);
            query = query with { Conditions = [.. query.Conditions, LlmCondition.AnyOf(LlmField.TraceId, traceIds)] };
        }

        Answer<LlmPage<LlmObservation>> found = await source.ObservationsAsync(query, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("calls"u8);
            foreach (LlmObservation call in found.Value.Items)
            {
                writer.WriteStartObject();
                UiJson.WriteCallProperties(writer, call);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteBoolean("truncated"u8, found.Value.Next is not null);
            writer.WriteEndObject();
        });
    }

    // Scores may be given long after the call.
    private async Task<IReadOnlyList<string>> JudgedTracesAsync(long startNs, IReadOnlyList<LlmCondition> conditions, CancellationToken cancellationToken)
    {
        var query = new LlmQuery { StartNs = startNs, Conditions = conditions, Limit = MaxJudged };
        LlmPage<LlmScore> scores = (await source.ScoresAsync(query, cancellationToken)).Value;
        return [.. scores.Items.Select(static score => score.TraceId).OfType<string>().Distinct()];
    }

    private async Task CallAsync(HttpContext context, RequestParameters parameters)
    {
        string traceId = (string)context.Request.RouteValues["traceId"]!;
        string id = (string)context.Request.RouteValues["spanId"]!;
        if (await source.ObservationAsync(id, traceId, context.RequestAborted) is not { } call)
        {
            await UiAnswer.WriteErrorAsync(context, 404, $"no model call {traceId}/{id} is stored");
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            UiJson.WriteCallProperties(writer, call);
            UiJson.WriteStoredJson(writer, "inputMessages"u8, call.InputJson is { } input ? ModelMessages.Normalize(input, "user") : null);
            UiJson.WriteStoredJson(writer, "outputMessages"u8, call.OutputJson is { } output ? ModelMessages.Normalize(output, "assistant") : null);
            UiJson.WriteStoredJson(writer, "systemInstructions"u8, call.SystemInstructionsJson);
            UiJson.WriteStoredJson(writer, "toolDefinitions"u8, call.ToolDefinitionsJson);
            UiJson.WriteStoredJson(writer, "modelParameters"u8, call.ModelParametersJson);
            writer.WriteEndObject();
        });
    }

    private async Task RepeatsAsync(HttpContext context, RequestParameters parameters)
    {
        var repeated = new RepeatedCalls();
        LlmQuery query = LlmParameters.Query(parameters, time) with { Limit = ComparedAtOnce, Content = LlmContent.All };
        int examined = 0;
        LlmCursor? next;
        do
        {
            LlmPage<LlmObservation> page = (await source.ObservationsAsync(query, context.RequestAborted)).Value;
            foreach (LlmObservation call in page.Items)
            {
                repeated.Add(call);
            }

            examined += page.Items.Count;
            next = page.Next;
            query = query with { After = next };
        }
        while (next is not null && examined < MaxCompared);

        (int repeats, decimal costUsd) = repeated.Sum();
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("compared"u8, repeated.Compared);
            writer.WriteBoolean("truncated"u8, next is not null);
            writer.WriteNumber("repeats"u8, repeats);
            writer.WriteString("costUsd"u8, UiJson.Money(costUsd));
            writer.WriteStartArray("rows"u8);
            foreach (RepeatedCall call in repeated.Dearest(MaxRepeatRows))
            {
                WriteRepeat(writer, call);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void WriteRepeat(Utf8JsonWriter writer, RepeatedCall call)
    {
        writer.WriteStartObject();
        writer.WriteNumber("repeats"u8, call.Repeats);
        UiJson.WriteUsage(writer, call.InputTokens, call.OutputTokens, call.CostUsd);
        foreach ((string name, LlmObservation observation) in (ReadOnlySpan<(string, LlmObservation)>)[("first", call.First), ("last", call.Last)])
        {
            writer.WriteStartObject(name);
            UiJson.WriteCallProperties(writer, observation);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
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
}
