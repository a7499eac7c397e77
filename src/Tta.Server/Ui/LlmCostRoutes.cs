using System.Globalization;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Cost of model calls by whatever they have in common, over time, and what other prices would have made of it.</summary>
internal sealed class LlmCostRoutes(ILlmSource source, TimeProvider time)
{
    private const string PricesOfNow = "now";
    private const int MaxBuckets = 2_000;

    private static readonly LlmMeasure[] s_cost = [new(LlmField.TotalCost, LlmFunction.Sum)];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tta/v1/llm/costs", context => UiAnswer.RunAsync(context, CostsAsync));

    private async Task CostsAsync(HttpContext context, RequestParameters parameters)
    {
        LlmQuery calls = LlmParameters.Query(parameters, time);
        LlmBucket bucket = ReadBucket(parameters["bucket"]);
        long widthNs = ReadStepNs(parameters["stepMs"], calls);
        bool isOverTime = bucket != LlmBucket.None || widthNs > 0;
        var question = new LlmAggregation
        {
            Filter = calls,
            Dimensions = ReadDimensions(parameters["by"]),
            Bucket = bucket,
            BucketWidthNs = widthNs,
            Measures = isOverTime ? LlmCostRow.Sums : LlmCostRow.Measures,
        };
        LlmAggregation ofFailed = question with
        {
            Filter = calls with { Conditions = [.. calls.Conditions, LlmCondition.Text(LlmField.Level, "ERROR")] },
            Measures = LlmCostRow.OfFailed,
        };
        IReadOnlyList<LlmGroup> groups = await GroupsAsync(question, context);
        Dictionary<(long, string), LlmGroup> failed = (await GroupsAsync(ofFailed, context)).ToDictionary(IdentityOf);
        Dictionary<(long, string), decimal?>? repriced = null;
        if (parameters["price"] is { Length: > 0 } price)
        {
            LlmAggregation other = question with { Measures = s_cost, RepriceAs = price == PricesOfNow ? "" : price };
            repriced = (await GroupsAsync(other, context)).ToDictionary(IdentityOf, static group => group.Values[0].Number);
        }

        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rows"u8);
            foreach (LlmGroup group in groups.OrderBy(static g => g.BucketNs).ThenByDescending(LlmCostRow.CostOf).ThenBy(TitleOf, StringComparer.Ordinal))
            {
                (long, string) identity = IdentityOf(group);
                writer.WriteStartObject();
                writer.WriteString("key"u8, TitleOf(group));
                if (isOverTime)
                {
                    writer.WriteNumber("startMs"u8, UiJson.Milliseconds(group.BucketNs));
                }

                new LlmCostRow(group, failed.GetValueOrDefault(identity)).Write(writer);
                if (repriced is not null)
                {
                    writer.WriteString("repricedUsd"u8, UiJson.Money(repriced.GetValueOrDefault(identity) ?? 0));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private async Task<IReadOnlyList<LlmGroup>> GroupsAsync(LlmAggregation question, HttpContext context) =>
        (await source.AggregateAsync(question, context.RequestAborted)).Value;

    private static (long StartNs, string Keys) IdentityOf(LlmGroup group) => (group.BucketNs, string.Join('\0', group.Keys.Select(static key => key is null ? "" : "=" + key)));

    // A prompt is told apart from its other versions.
    private static string TitleOf(LlmGroup group) => group.Keys switch
    {
        [] => "",
        [{ } name, { } version] => $"{name} v{version}",
        [null, ..] => UsageRow.NoKey,
        [{ } key, ..] => key,
    };

    private static LlmField[] ReadDimensions(string text) => text switch
    {
        "all" => [],
        "" or "persona" => [LlmField.Persona],
        "model" => [LlmField.Model],
        "provider" => [LlmField.Provider],
        "user" => [LlmField.UserId],
        "session" => [LlmField.SessionId],
        "workflow" => [LlmField.WorkflowName],
        "workspace" => [LlmField.Workspace],
        "service" => [LlmField.Service],
        "environment" => [LlmField.Environment],
        "chatmode" => [LlmField.ChatMode],
        "operation" => [LlmField.Operation],
        "prompt" => [LlmField.PromptName, LlmField.PromptVersion],
        "name" => [LlmField.Name],
        "error" => [LlmField.Error],
        _ => throw new ParameterException(
            "by: expected persona, model, provider, user, session, workflow, workspace, service, environment, chatmode, operation, prompt, name, error or all, "
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

    private static long ReadStepNs(string text, LlmQuery calls)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ms) || ms is < 1 or > 1_000_000_000_000)
        {
            throw new ParameterException($"stepMs: expected whole milliseconds, received \"{text}\"");
        }

        long widthNs = ms * 1_000_000;
        return calls.StartNs == long.MinValue || (calls.EndNs - calls.StartNs) / widthNs <= MaxBuckets
            ? widthNs
            : throw new ParameterException($"stepMs: the window has more than {MaxBuckets} steps of {ms} ms; make the step wider or the window narrower");
    }
}
