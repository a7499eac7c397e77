using Tta.Observability;
using Tta.Primitives;

namespace Guide;

/// <summary>Prompts and experiments: docs/guide/prompts.md.</summary>
internal static class Prompts
{
    public static async Task RunAsync()
    {
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-copilot");

        // snippet: prompt-create
        var langfuse = new LangfuseClient();
        await langfuse.Prompts.CreateAsync("guide/summary", "Summarise in {{words}} words: {{text}}", new LangfusePromptDetails
        {
            Labels = ["production"],
            ConfigJson = """{"model":"gpt-4o-mini"}""",
            CommitMessage = "first version",
        });
        // end

        // snippet: prompt-use
        LangfuseTextPrompt prompt = await langfuse.Prompts.GetAsync("guide/summary", fallback: "Summarise: {{text}}");
        string question = prompt.Compile(("words", "ten"), ("text", "..."));

        using LangfuseTrace trace = langfuse.StartTrace("summarise", persona: "tta-writer");
        using LangfuseGeneration generation = trace.StartGeneration("summary", "gpt-4o-mini", question);
        generation.SetPrompt(prompt); // Now Langfuse knows which version led to which answers, costs and scores.
        generation.End("A short text.", new LangfuseUsage(40, 10));
        // end
        Console.WriteLine($"version {prompt.Version}, fallback {prompt.IsFallback}: {question}");

        // snippet: prompt-chat
        await langfuse.Prompts.CreateChatAsync("guide/chat",
        [
            new LangfuseChatMessage("system", "You are {{role}}."),
            LangfuseChatMessage.Placeholder("history"),
            new LangfuseChatMessage("user", "{{question}}"),
        ], new LangfusePromptDetails { Labels = ["production"] });

        LangfuseChatPrompt? chat = await langfuse.Prompts.FindChatAsync("guide/chat");
        IReadOnlyList<LangfuseChatMessage>? messages = chat?.Compile(
            new Dictionary<string, string> { ["role"] = "a librarian", ["question"] = "Which book?" },
            new Dictionary<string, IReadOnlyList<LangfuseChatMessage>> { ["history"] = [new LangfuseChatMessage("user", "Good morning.")] });
        // end
        Console.WriteLine($"{messages?.Count} messages");

        await ExperimentAsync(langfuse);
    }

    private static async Task ExperimentAsync(LangfuseClient langfuse)
    {
        // snippet: dataset
        await langfuse.Datasets.CreateAsync("guide-capitals", "What is the capital of ...?");
        await langfuse.Datasets.AddItemAsync("guide-capitals", LangfuseDatasetItem.OfText("France", "Paris") with { Id = "guide-france" });
        await langfuse.Datasets.AddItemAsync("guide-capitals", LangfuseDatasetItem.OfText("Peru", "Lima") with { Id = "guide-peru" });
        // end

        // snippet: experiment
        Primitive<string, string> workflow = new CapitalsStep();
        LangfuseDataset? dataset = await langfuse.Datasets.GetAsync("guide-capitals");
        if (dataset is not null)
        {
            LangfuseExperimentResult result = await langfuse.RunExperimentAsync(
                dataset,
                "capitals",
                workflow,
                new LangfuseExperimentOptions { RunName = "gpt-4o-mini", Description = "the small model" }
                    .Judge("correct", item => item.Output == item.Item.ExpectedOutput ? 1 : 0));
            Console.WriteLine(result);
        }
        // end
    }

    private sealed class CapitalsStep() : Primitive<string, string>("Capitals")
    {
        protected override ValueTask<string> ExecuteCoreAsync(string input, WorkflowContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(input == "France" ? "Paris" : "I do not know.");
    }
}
