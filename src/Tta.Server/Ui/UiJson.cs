using System.Globalization;
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>
/// The JSON that the web UI reads (docs/reference/ui-api.md). Times ending in Ms are numbers in milliseconds, money is decimal text in US
/// dollars, absent values are null.
/// </summary>
internal static class UiJson
{
    public static double Milliseconds(long ns) => Math.Round(ns / 1e6, 3);

    public static string Money(decimal usd) => (usd / 1.000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    public static void WriteSummary(Utf8JsonWriter writer, TraceSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteString("traceId"u8, summary.TraceId.ToString());
        writer.WriteString("rootService"u8, summary.RootService);
        writer.WriteString("rootOperation"u8, summary.RootOperation);
        writer.WriteString("workflowName"u8, summary.WorkflowName);
        writer.WriteString("workspace"u8, summary.Workspace);
        writer.WriteStartArray("personas"u8);
        foreach (string persona in summary.Personas)
        {
            writer.WriteStringValue(persona);
        }

        writer.WriteEndArray();
        writer.WriteNumber("startMs"u8, Milliseconds(summary.StartNs));
        writer.WriteNumber("durationMs"u8, Milliseconds(summary.DurationNs));
        writer.WriteNumber("spanCount"u8, summary.SpanCount);
        writer.WriteNumber("errorCount"u8, summary.ErrorCount);
        writer.WriteBoolean("failed"u8, summary.Failed);
        writer.WriteStartArray("services"u8);
        foreach (ServiceCount service in summary.Services)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, service.Name);
            writer.WriteNumber("spanCount"u8, service.SpanCount);
            writer.WriteNumber("errorCount"u8, service.ErrorCount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("llmCalls"u8, summary.LlmCalls);
        WriteUsage(writer, summary.InputTokens, summary.OutputTokens, summary.CostUsd);
        writer.WriteEndObject();
    }

    public static void WriteUsage(Utf8JsonWriter writer, long inputTokens, long outputTokens, decimal costUsd)
    {
        writer.WriteNumber("inputTokens"u8, inputTokens);
        writer.WriteNumber("outputTokens"u8, outputTokens);
        writer.WriteString("costUsd"u8, Money(costUsd));
    }

    /// <summary>Writes the properties of a call into an object that is open.</summary>
    public static void WriteCallProperties(Utf8JsonWriter writer, LlmObservation call)
    {
        writer.WriteString("traceId"u8, call.TraceId);
        writer.WriteString("spanId"u8, call.Id);
        writer.WriteString("parentSpanId"u8, call.ParentId);
        writer.WriteString("name"u8, call.Name ?? call.Operation ?? "");
        writer.WriteString("operation"u8, call.Operation ?? call.Type.ToString().ToLowerInvariant());
        writer.WriteString("model"u8, call.Model);
        writer.WriteString("provider"u8, call.Provider);
        writer.WriteString("persona"u8, call.Persona);
        writer.WriteString("chatmode"u8, call.ChatMode);
        writer.WriteString("workspace"u8, call.Workspace);
        writer.WriteString("service"u8, call.Service);
        writer.WriteString("sessionId"u8, call.SessionId);
        writer.WriteString("workflowName"u8, call.WorkflowName);
        writer.WriteString("promptName"u8, call.PromptName);
        WriteNumberOrNull(writer, "promptVersion"u8, call.PromptVersion);
        writer.WriteNumber("startMs"u8, Milliseconds(call.StartNs));
        writer.WriteNumber("durationMs"u8, Milliseconds(Math.Max(0, call.EndNs - call.StartNs)));
        WriteNumberOrNull(writer, "timeToFirstTokenMs"u8, call.TimeToFirstTokenNs is { } ns ? Milliseconds(ns) : null);
        bool hasUsage = call.UsageDetails.Count > 0; // A call whose sender counts nothing is no free call.
        WriteNumberOrNull(writer, "inputTokens"u8, hasUsage ? call.InputTokens : null);
        WriteNumberOrNull(writer, "outputTokens"u8, hasUsage ? call.OutputTokens : null);
        writer.WriteString("costUsd"u8, call.TotalCost is { } cost ? Money(cost) : null);
        writer.WriteNumber("cachedTokens"u8, LlmUsage.CachedInput(call.UsageDetails));
        writer.WriteNumber("reasoningTokens"u8, LlmUsage.Reasoning(call.UsageDetails));
        writer.WriteString("finishReason"u8, call.FinishReason);
        writer.WriteString("error"u8, call.Error ?? (call.Level == LlmLevel.Error ? call.StatusMessage ?? "failed" : null));
        writer.WriteBoolean("hasContent"u8, call.HasContent);
    }

    /// <summary>Writes stored JSON as JSON; what turns out not to be JSON is written as text.</summary>
    public static void WriteStoredJson(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? json)
    {
        writer.WritePropertyName(name);
        if (json is null)
        {
            writer.WriteNullValue();
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(json);
        }
    }

    private static void WriteNumberOrNull(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
