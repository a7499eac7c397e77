using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>How good the work of each persona was judged. A score of a trace counts for every persona that has a call in it.</summary>
internal sealed class LlmScoreRoutes(ILlmSource source, TimeProvider time)
{
    private const int TracesAtOnce = 1_000;

    private static readonly LlmMeasure[] s_judgement = [new(LlmField.ScoreValue, LlmFunction.Count), new(LlmField.ScoreValue, LlmFunction.Sum)];
    private static readonly LlmMeasure[] s_count = [new(LlmField.Count, LlmFunction.Count)];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tta/v1/llm/scores", context => UiAnswer.RunAsync(context, ScoresAsync));

    private async Task ScoresAsync(HttpContext context, RequestParameters parameters)
    {
        UiWindow window = UiWindow.Read(parameters, time);
        var sums = new Dictionary<(string Persona, string Name), (decimal Count, decimal Sum)>();
        foreach (LlmGroup group in await GroupsAsync(window, LlmOperator.IsNotNull, LlmField.Persona, context))
        {
            Add(sums, group, group.Keys[0]);
        }

        IReadOnlyList<LlmGroup> ofTraces = await GroupsAsync(window, LlmOperator.IsNull, LlmField.TraceId, context);
        ILookup<string, string?> personas = await PersonasAsync([.. ofTraces.Select(static group => group.Keys[0]).OfType<string>().Distinct()], context);
        foreach (LlmGroup group in ofTraces)
        {
            foreach (string? persona in group.Keys[0] is { } traceId ? personas[traceId] : [])
            {
                Add(sums, group, persona);
            }
        }

        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rows"u8);
            foreach (((string persona, string name), (decimal count, decimal sum)) in sums.OrderBy(static row => row.Key.Name, StringComparer.Ordinal)
                .ThenBy(static row => row.Key.Persona, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("key"u8, persona);
                writer.WriteString("name"u8, name);
                writer.WriteNumber("count"u8, count);
                writer.WriteNumber("mean"u8, Math.Round(sum / count, 6));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Add(Dictionary<(string Persona, string Name), (decimal Count, decimal Sum)> sums, LlmGroup group, string? persona)
    {
        if (group.Values[0].Number is not > 0)
        {
            return; // Texts have no mean.
        }

        (string, string) key = (persona ?? UsageRow.NoKey, group.Keys[1] ?? "");
        (decimal count, decimal sum) = sums.GetValueOrDefault(key);
        sums[key] = (count + group.Values[0].Number!.Value, sum + (group.Values[1].Number ?? 0));
    }

    private async Task<IReadOnlyList<LlmGroup>> GroupsAsync(UiWindow window, LlmOperator hasObservation, LlmField by, HttpContext context)
    {
        var question = new LlmAggregation
        {
            View = LlmView.Scores,
            Filter = new LlmQuery
            {
                StartNs = window.StartNs,
                EndNs = window.EndNs,
                Conditions = [new LlmCondition(LlmField.ObservationId, hasObservation), new LlmCondition(LlmField.TraceId, LlmOperator.IsNotNull)],
            },
            Dimensions = [by, LlmField.Name],
            Measures = s_judgement,
        };
        return (await source.AggregateAsync(question, context.RequestAborted)).Value;
    }

    private async Task<ILookup<string, string?>> PersonasAsync(string[] traceIds, HttpContext context)
    {
        var found = new List<LlmGroup>();
        foreach (string[] some in traceIds.Chunk(TracesAtOnce))
        {
            var question = new LlmAggregation
            {
                Filter = new LlmQuery { Conditions = [LlmParameters.IsCall, LlmCondition.AnyOf(LlmField.TraceId, some)] },
                Dimensions = [LlmField.TraceId, LlmField.Persona],
                Measures = s_count,
            };
            found.AddRange((await source.AggregateAsync(question, context.RequestAborted)).Value);
        }

        return found.ToLookup(static group => group.Keys[0]!, static group => group.Keys[1]);
    }
}
