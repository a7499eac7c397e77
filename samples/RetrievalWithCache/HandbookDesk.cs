using Microsoft.Extensions.AI;
using Tta.Integrations;
using Tta.Integrations.Testing;
using Tta.Primitives;

namespace RetrievalWithCache;

/// <summary>Finds the passages of a handbook that are closest to a question and lets a model answer from them.</summary>
internal static class HandbookDesk
{
    private const int PassagesPerQuestion = 2;

    private static readonly string[] s_handbook =
    [
        "Travel: book trains through the portal. Flights need the approval of the team lead.",
        "Expenses: hand receipts in within 30 days. Amounts above 250 euros need two signatures.",
        "Holidays: every employee has 28 days of holiday per year. Up to 5 days move to the next year.",
        "Sick leave: tell your team lead before 9 o'clock. A certificate is needed from the third day on.",
        "Equipment: laptops are replaced every 3 years. Broken equipment is replaced at once by the service desk.",
        "Security: never share passwords. Report lost devices to the security desk within an hour.",
    ];

    private static readonly string[] s_questions =
    [
        "How many days of holiday do I have?", "When do I hand in receipts for expenses?", "how many days of holiday do I have?  ",
        "What do I do when I lose a device?", "When do I hand in receipts for expenses?",
    ];

    public static async Task RunAsync(TextWriter output)
    {
        IEmbeddingGenerator<string, Embedding<float>> embeddings = new OfflineEmbeddingGenerator(provider: "openai");
        using IChatClient model = new OfflineChatClient(new OfflineModel("gpt-4o-mini", "openai")
        {
            MinLatency = TimeSpan.FromMilliseconds(80),
            MaxLatency = TimeSpan.FromMilliseconds(200),
            Answer = static request => request.Prompt.Split('\n')[1],
        });
        IReadOnlyList<ReadOnlyMemory<float>> index = await new EmbeddingPrimitive("IndexHandbook", embeddings).ExecuteAsync(s_handbook);

        var embed = Workflow.Step<string, IReadOnlyList<string>>("TakeQuestion", static question => [question])
            >> new EmbeddingPrimitive("EmbedQuestion", embeddings);
        var retrieve = Workflow.Step<IReadOnlyList<ReadOnlyMemory<float>>, string[]>("FindPassages", vectors => Closest(vectors[0], index));
        var answer = new ChatPrimitive<string[], string>(
            "AnswerFromPassages",
            model,
            static (passages, _) => $"Answer from these passages only:\n{string.Join('\n', passages)}",
            static (reply, _) => reply.Text);
        CachePrimitive<string, string> desk = (embed >> retrieve >> answer)
            .WithCache(
                static question => question.Trim().ToUpperInvariant(),
                new CacheOptions<string> { Name = "AnswerCache", TimeToLive = TimeSpan.FromHours(8) });
        Primitive<string, string> workflow = desk.Named("handbook-desk");

        foreach (string question in s_questions)
        {
            await output.WriteLineAsync($"{question.Trim()}\n  {await workflow.ExecuteAsync(question)}");
        }

        await output.WriteLineAsync($"cache: {desk.Statistics.Hits} hits, {desk.Statistics.Misses} misses");
    }

    private static string[] Closest(ReadOnlyMemory<float> question, IReadOnlyList<ReadOnlyMemory<float>> index)
        => [.. Enumerable.Range(0, index.Count)
            .OrderByDescending(i => Similarity(question.Span, index[i].Span))
            .Take(PassagesPerQuestion)
            .Select(i => s_handbook[i])];

    // The vectors have length 1, so their product is the cosine of the angle between them.
    private static float Similarity(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
