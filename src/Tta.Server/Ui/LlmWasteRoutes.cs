using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>What was paid for and not used: failed attempts, retries, fallbacks, lost hedges.</summary>
internal sealed class LlmWasteRoutes(ILlmSource calls, ITraceSource traces, TimeProvider time)
{
    /// <summary>Of the newest so many calls; of each trace the spans are read, and of these at most so many traces.</summary>
    private const int MaxCalls = 10_000;
    private const int MaxTraces = 1_000;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tta/v1/llm/waste", context => UiAnswer.RunAsync(context, WasteAsync));

    private async Task WasteAsync(HttpContext context, RequestParameters parameters)
    {
        LlmQuery query = LlmParameters.Query(parameters, time) with { Limit = MaxCalls };
        LlmPage<LlmObservation> found = (await calls.ObservationsAsync(query, context.RequestAborted)).Value;
        var waste = new LlmWaste();
        int examined = 0;
        bool truncated = found.Next is not null;
        decimal totalUsd = 0;
        foreach (IGrouping<string, LlmObservation> ofTrace in found.Items.GroupBy(static call => call.TraceId, StringComparer.Ordinal))
        {
            totalUsd += ofTrace.Sum(static call => call.TotalCost ?? 0);
            Trace? trace = null;
            if (examined < MaxTraces && TraceId.TryParse(ofTrace.Key, out TraceId id))
            {
                trace = await traces.GetTraceAsync(id, context.RequestAborted);
                examined++;
            }
            else
            {
                truncated |= examined == MaxTraces;
            }

            waste.Add(ofTrace, trace);
        }

        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("calls"u8, found.Items.Count);
            writer.WriteString("costUsd"u8, UiJson.Money(totalUsd));
            writer.WriteString("wastedUsd"u8, UiJson.Money(waste.Rows.Sum(static row => row.CostUsd)));
            LlmRoutes.WriteRows(writer, "rows"u8, "reason"u8, [.. waste.Rows]);
            writer.WriteBoolean("truncated"u8, truncated);
            writer.WriteEndObject();
        });
    }
}
