using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Tta.Integrations;
using Tta.Integrations.Testing;
using Tta.Primitives;

namespace MapReduce;

/// <summary>
/// Map: a model gives each review a topic and a mood, as a value and not as prose. Reduce: plain code counts, a model writes a sentence.
/// </summary>
internal static partial class ReviewDigest
{
    private static readonly string[] s_reviews =
    [
        "Delivery took three weeks. Bad.", "Great lamp, warm light.", "The switch broke after a day, bad quality.", "Delivery was fast, great!",
        "Support answered within an hour. Great people.", "Too bright for a bedroom, bad choice.", "Great price, great lamp.",
        "Delivery came damaged. Bad packaging.", "Support never called back, bad.", "Great colours and a great switch.",
    ];

    public static async Task RunAsync(TextWriter output)
    {
        using IChatClient model = new OfflineChatClient(new OfflineModel("gpt-4o-mini", "openai")
        {
            MinLatency = TimeSpan.FromMilliseconds(60),
            MaxLatency = TimeSpan.FromMilliseconds(160),
            Answer = static request => request.Options?.ResponseFormat is ChatResponseFormatJson
                ? Classify(request.Prompt)
                : $"Customers say: {request.Prompt}",
        });
        var map = new StructuredChatPrimitive<string, Opinion>("ClassifyReview", model, static (review, _) => review, OpinionJson.Default.Opinion)
            .WithRetry(new RetryOptions { Name = "ClassifyRetry", MaxRetries = 2, BaseDelay = TimeSpan.FromMilliseconds(20) });
        var reduce = Workflow.Step<IReadOnlyList<Opinion>, string>("CountOpinions", Count);
        var tell = new ChatPrimitive<string, string>("WriteDigest", model, static (counts, _) => counts, static (reply, _) => reply.Text);

        var each = Workflow.ForEach(map, new BranchOptions { Name = "EachReview", MaxConcurrency = 4 });
        Primitive<IReadOnlyList<string>, string> digest = (each >> reduce >> tell).Named("review-digest");
        await output.WriteLineAsync(await digest.ExecuteAsync(s_reviews));
    }

    private static string Count(IReadOnlyList<Opinion> opinions) => string.Join("; ", opinions
        .GroupBy(opinion => opinion.Topic)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Key} {group.Count(o => o.IsGood)} good, {group.Count(o => !o.IsGood)} bad"));

    private static string Classify(string review)
    {
        string topic = review.Contains("Delivery", StringComparison.Ordinal) ? "delivery"
            : review.Contains("Support", StringComparison.Ordinal) ? "support"
            : "product";
        return $$"""{"topic":"{{topic}}","isGood":{{(review.Contains("bad", StringComparison.OrdinalIgnoreCase) ? "false" : "true")}}}""";
    }

    internal sealed record Opinion(string Topic, bool IsGood);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Opinion))]
    private sealed partial class OpinionJson : JsonSerializerContext;
}
