// Spec: Langfuse public API of the generation before 4: /metrics/daily. Days are those of UTC: of the trace for traces, of its start for an observation.
using System.Globalization;
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Traces, observations, usage and cost by day and model.</summary>
internal sealed class DailyMetricRoutes(ILlmSource source)
{
    private const int Count = 0;
    private const int InputTokens = 1;
    private const int OutputTokens = 2;
    private const int TotalTokens = 3;
    private const int Cost = 4;

    private static readonly LlmMeasure[] s_count = [new(LlmField.Count, LlmFunction.Count)];

    private static readonly LlmMeasure[] s_usage =
    [
        .. s_count, new(LlmField.InputTokens, LlmFunction.Sum), new(LlmField.OutputTokens, LlmFunction.Sum), new(LlmField.TotalTokens, LlmFunction.Sum),
        new(LlmField.TotalCost, LlmFunction.Sum),
    ];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/public/metrics/daily", context => LangfuseError.RunAsync(context, AnswerAsync));

    private async Task AnswerAsync(HttpContext context)
    {
        ReadParameters parameters = await ReadParameters.ReadAsync(context);
        (int Page, int Limit) page = parameters.Page();
        LlmQuery filter = Filter(parameters);
        CancellationToken cancellationToken = context.RequestAborted;
        ILookup<long, LlmGroup> usage = (await GroupsAsync(LlmView.Observations, filter, s_usage, cancellationToken, LlmField.Model)).ToLookup(static g => g.BucketNs);
        Dictionary<long, LlmGroup> traces = (await GroupsAsync(LlmView.Traces, filter, s_count, cancellationToken)).ToDictionary(static g => g.BucketNs);
        Dictionary<(long, string?), int> tracesOfModel = (await GroupsAsync(LlmView.Observations, filter, s_count, cancellationToken, LlmField.Model, LlmField.TraceId))
            .CountBy(static g => (g.BucketNs, g.Keys[0])).ToDictionary();
        List<long> days = [.. usage.Select(static day => day.Key).Union(traces.Keys).OrderDescending()];
        List<long> shown = [.. days.Skip((page.Page - 1) * page.Limit).Take(page.Limit)];
        await LangfuseWriter.WritePageAsync(context, new LlmPage<long>(shown, days.Count, null), page, Deprecation.Metrics, (writer, day) =>
        {
            writer.WriteString("date"u8, DateTime.UnixEpoch.AddTicks(day / 100).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteNumber("countTraces"u8, traces.TryGetValue(day, out LlmGroup? count) ? Number(count, Count) : 0);
            writer.WriteNumber("countObservations"u8, usage[day].Sum(static g => Number(g, Count)));
            writer.WriteNumber("totalCost"u8, usage[day].Sum(static g => Number(g, Cost)));
            writer.WriteStartArray("usage"u8);
            foreach (LlmGroup model in usage[day].OrderByDescending(static g => Number(g, Cost)).ThenBy(static g => g.Keys[0], StringComparer.Ordinal))
            {
                WriteModel(writer, model, tracesOfModel.GetValueOrDefault((day, model.Keys[0])));
            }

            writer.WriteEndArray();
        });
    }

    private static void WriteModel(Utf8JsonWriter writer, LlmGroup model, int countTraces)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, model.Keys[0]);
        writer.WriteNumber("inputUsage"u8, Number(model, InputTokens));
        writer.WriteNumber("outputUsage"u8, Number(model, OutputTokens));
        writer.WriteNumber("totalUsage"u8, Number(model, TotalTokens));
        writer.WriteNumber("totalCost"u8, Number(model, Cost));
        writer.WriteNumber("countObservations"u8, Number(model, Count));
        writer.WriteNumber("countTraces"u8, countTraces);
        writer.WriteEndObject();
    }

    private static decimal Number(LlmGroup group, int measure) => group.Values[measure].Number ?? 0;

    private static LlmQuery Filter(ReadParameters parameters)
    {
        (long startNs, long endNs) = parameters.Range("fromTimestamp", "toTimestamp");
        List<LlmCondition> conditions = [];
        parameters.AddEqual(conditions, LlmField.TraceName, "traceName");
        parameters.AddEqual(conditions, LlmField.UserId, "userId");
        parameters.AddAnyOf(conditions, LlmField.Environment, "environment");
        if (parameters.All("tags") is { Count: > 0 } tags)
        {
            conditions.Add(new LlmCondition(LlmField.Tags, LlmOperator.AllOf) { Texts = tags });
        }

        return new LlmQuery { StartNs = startNs, EndNs = endNs, Conditions = conditions };
    }

    private async ValueTask<IReadOnlyList<LlmGroup>> GroupsAsync(
        LlmView view, LlmQuery filter, LlmMeasure[] measures, CancellationToken cancellationToken, params LlmField[] dimensions)
    {
        var question = new LlmAggregation { View = view, Filter = filter, Dimensions = dimensions, Bucket = LlmBucket.Day, Measures = measures };
        return (await source.AggregateAsync(question, cancellationToken)).Value;
    }
}
