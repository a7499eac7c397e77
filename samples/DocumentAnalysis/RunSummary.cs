using System.Text;
using System.Text.Json;

namespace DocumentAnalysis;

/// <summary>The last line of the output: one line of JSON with every number that telemetry must show too.</summary>
internal static class RunSummary
{
    public static string ToJson(IReadOnlyList<AnalysisRun.Outcome> outcomes, CallLedger ledger)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("workflows", outcomes.Count);
            writer.WriteStartArray("traceIds");
            foreach (AnalysisRun.Outcome outcome in outcomes)
            {
                if (outcome.TraceId is { } traceId)
                {
                    writer.WriteStringValue(traceId);
                }
            }

            writer.WriteEndArray();
            WriteLedger(writer, ledger);
            writer.WriteNumber("errors", outcomes.Count(outcome => outcome.Failure is not null));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteLedger(Utf8JsonWriter writer, CallLedger ledger)
    {
        writer.WriteStartArray("costUsdByPersonaModel");
        foreach (CallLedger.Entry entry in ledger.Entries)
        {
            writer.WriteStartObject();
            writer.WriteString("persona", entry.Persona);
            writer.WriteString("model", entry.Model);
            writer.WriteNumber("costUsd", entry.CostUsd);
            writer.WriteNumber("calls", entry.Calls);
            writer.WriteNumber("unansweredCalls", entry.UnansweredCalls);
            writer.WriteNumber("inputTokens", entry.Usage.InputTokens);
            writer.WriteNumber("outputTokens", entry.Usage.OutputTokens);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
