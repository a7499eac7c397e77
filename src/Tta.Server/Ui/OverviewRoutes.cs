using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Server.Ingest;

namespace Tta.Server.Ui;

/// <summary>The window at a glance: services, traces, primitives, logs, model calls.</summary>
internal sealed class OverviewRoutes(
    ITraceSource traces, ILogSource logs, ILlmSource calls, IngestRates rates, Limits limits, TimeProvider time)
{
    private const int ListedTraces = 10;
    private const int MaxCountedLogs = 100_000;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tta/v1/overview", context => UiAnswer.RunAsync(context, OverviewAsync));

    private async Task OverviewAsync(HttpContext context, RequestParameters parameters)
    {
        UiWindow window = UiWindow.Read(parameters, time);
        var search = new TraceSearch { StartMinNs = window.StartNs, StartMaxNs = window.EndNs, Limit = limits.MaxTraces };
        Answer<IReadOnlyList<Trace>> found = await traces.FindTracesAsync(search, context.RequestAborted);
        WindowSummary summary = WindowSummary.Of(found.Value);
        LogCount logCount = await CountLogsAsync(window, context.RequestAborted);
        var query = new LlmQuery { StartNs = window.StartNs, EndNs = window.EndNs, Conditions = [LlmParameters.IsCall] };
        IReadOnlyList<UsageRow> personas = await UsageRow.GroupAsync(calls, query, LlmField.Persona, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            WriteTraces(writer, summary);
            writer.WriteStartObject("logs"u8);
            writer.WriteNumber("count"u8, logCount.Count);
            writer.WriteNumber("errorCount"u8, logCount.ErrorCount);
            writer.WriteEndObject();
            writer.WriteStartObject("llm"u8);
            writer.WriteNumber("calls"u8, personas.Sum(static row => row.Calls));
            UiJson.WriteUsage(
                writer, personas.Sum(static row => row.InputTokens), personas.Sum(static row => row.OutputTokens), personas.Sum(static row => row.CostUsd));
            writer.WriteEndObject();
            LlmRoutes.WriteRows(writer, "personas"u8, "persona"u8, personas);
            writer.WriteStartObject("ingest"u8);
            writer.WriteNumber("spansPerSecond"u8, Math.Round(rates.SpansPerSecond, 3));
            writer.WriteNumber("samplesPerSecond"u8, Math.Round(rates.SamplesPerSecond, 3));
            writer.WriteNumber("logLinesPerSecond"u8, Math.Round(rates.LogLinesPerSecond, 3));
            writer.WriteEndObject();
            writer.WriteBoolean("truncated"u8, found.Truncated || logCount.Count >= MaxCountedLogs);
            writer.WriteEndObject();
        });
    }

    private static void WriteTraces(Utf8JsonWriter writer, WindowSummary summary)
    {
        writer.WriteStartArray("services"u8);
        foreach (WindowSummary.ServiceRow service in summary.Services)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, service.Name);
            writer.WriteString("workspace"u8, service.Workspace);
            writer.WriteNumber("spanCount"u8, service.SpanCount);
            writer.WriteNumber("errorCount"u8, service.ErrorCount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("traces"u8);
        writer.WriteNumber("count"u8, summary.Traces.Count);
        writer.WriteNumber("errorCount"u8, summary.Traces.Count(static trace => trace.ErrorCount > 0));
        writer.WriteNumber("failedCount"u8, summary.Traces.Count(static trace => trace.Failed));
        writer.WriteNumber("p50Ms"u8, UiJson.Milliseconds(summary.TraceDurations.Quantile(0.5)));
        writer.WriteNumber("p95Ms"u8, UiJson.Milliseconds(summary.TraceDurations.Quantile(0.95)));
        writer.WriteEndObject();
        writer.WriteStartArray("primitives"u8);
        foreach (WindowSummary.PrimitiveRow primitive in summary.Primitives)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, primitive.Name);
            writer.WriteString("type"u8, primitive.Type);
            writer.WriteNumber("count"u8, primitive.Durations.Count);
            writer.WriteNumber("errorCount"u8, primitive.ErrorCount);
            writer.WriteNumber("p50Ms"u8, UiJson.Milliseconds(primitive.Durations.Quantile(0.5)));
            writer.WriteNumber("p95Ms"u8, UiJson.Milliseconds(primitive.Durations.Quantile(0.95)));
            writer.WriteNumber("totalMs"u8, UiJson.Milliseconds(primitive.Durations.TotalNs));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteSummaries(writer, "slowestTraces"u8, summary.Traces.OrderByDescending(static trace => trace.DurationNs));
        WriteSummaries(writer, "errorTraces"u8, summary.Traces.Where(static trace => trace.ErrorCount > 0));
    }

    private static void WriteSummaries(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<TraceSummary> summaries)
    {
        writer.WriteStartArray(name);
        foreach (TraceSummary summary in summaries.Take(ListedTraces))
        {
            UiJson.WriteSummary(writer, summary);
        }

        writer.WriteEndArray();
    }

    private async Task<LogCount> CountLogsAsync(UiWindow window, CancellationToken cancellationToken)
    {
        int count = 0;
        int errorCount = 0;
        await foreach (LogChunk chunk in logs.ReadAsync(new LogSelection([], window.StartNs, window.EndNs, Backward: true), cancellationToken))
        {
            foreach (LogEntry entry in chunk.Entries)
            {
                count++;
                if (EncodedLabels.TryGet(entry.Metadata.Span, "detected_level"u8, out ReadOnlySpan<byte> level)
                    && (level.SequenceEqual("error"u8) || level.SequenceEqual("fatal"u8) || level.SequenceEqual("critical"u8)))
                {
                    errorCount++;
                }
            }

            if (count >= MaxCountedLogs)
            {
                break;
            }
        }

        return new LogCount(count, errorCount);
    }

    private readonly record struct LogCount(int Count, int ErrorCount);
}
