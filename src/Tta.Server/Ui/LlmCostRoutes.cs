using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Cost of model calls by whatever they have in common, over time, and what other prices would have made of it.</summary>
internal sealed class LlmCostRoutes(ILlmSource source, TimeProvider time)
{
    private const string PricesOfNow = "now";

    private static readonly LlmMeasure[] s_usage =
    [
        new(LlmField.Count, LlmFunction.Count), new(LlmField.InputTokens, LlmFunction.Sum), new(LlmField.OutputTokens, LlmFunction.Sum),
        new(LlmField.TotalCost, LlmFunction.Sum),
    ];

    private static readonly LlmMeasure[] s_cost = [new(LlmField.TotalCost, LlmFunction.Sum)];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tta/v1/llm/costs", context => UiAnswer.RunAsync(context, CostsAsync));

    private async Task CostsAsync(HttpContext context, RequestParameters parameters)
    {
        var question = new LlmAggregation
        {
            Filter = LlmParameters.Query(parameters, time),
            Dimensions = [ReadDimension(parameters["by"])],
            Bucket = ReadBucket(parameters["bucket"]),
            Measures = s_usage,
        };
        IReadOnlyList<LlmGroup> groups = (await source.AggregateAsync(question, context.RequestAborted)).Value;
        Dictionary<(long, string?), decimal?>? repriced = null;
        if (parameters["price"] is { Length: > 0 } price)
        {
            LlmAggregation other = question with { Measures = s_cost, RepriceAs = price == PricesOfNow ? "" : price };
            repriced = (await source.AggregateAsync(other, context.RequestAborted)).Value
                .ToDictionary(static group => (group.BucketNs, group.Keys[0]), static group => group.Values[0].Number);
        }

        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rows"u8);
            foreach (LlmGroup group in groups.OrderBy(static g => g.BucketNs).ThenByDescending(static g => g.Values[3].Number ?? 0)
                .ThenBy(static g => g.Keys[0], StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("key"u8, group.Keys[0] ?? UsageRow.NoKey);
                if (question.Bucket != LlmBucket.None)
                {
                    writer.WriteNumber("startMs"u8, UiJson.Milliseconds(group.BucketNs));
                }

                writer.WriteNumber("calls"u8, group.Values[0].Number ?? 0);
                UiJson.WriteUsage(writer, (long)(group.Values[1].Number ?? 0), (long)(group.Values[2].Number ?? 0), group.Values[3].Number ?? 0);
                if (repriced is not null)
                {
                    writer.WriteString("repricedUsd"u8, UiJson.Money(repriced.GetValueOrDefault((group.BucketNs, group.Keys[0])) ?? 0));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static LlmField ReadDimension(string text) => text switch
    {
        "" or "persona" => LlmField.Persona,
        "model" => LlmField.Model,
        "provider" => LlmField.Provider,
        "user" => LlmField.UserId,
        "session" => LlmField.SessionId,
        "workflow" => LlmField.WorkflowName,
        "workspace" => LlmField.Workspace,
        "service" => LlmField.Service,
        "environment" => LlmField.Environment,
        "prompt" => LlmField.PromptName,
        "name" => LlmField.Name,
        "error" => LlmField.Error,
        _ => throw new ParameterException(
            "by: expected persona, model, provider, user, session, workflow, workspace, service, environment, prompt, name or error, "
            + $"received \"{text}\""),
    };

    private static LlmBucket ReadBucket(string text) => text switch
    {
        "" => LlmBucket.None,
        "minute" => LlmBucket.Minute,
        "hour" => LlmBucket.Hour,
        "day" => LlmBucket.Day,
        "week" => LlmBucket.Week,
        "month" => LlmBucket.Month,
        _ => throw new ParameterException($"bucket: expected minute, hour, day, week or month, received \"{text}\""),
    };
}
