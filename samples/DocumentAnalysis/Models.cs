using Microsoft.Extensions.AI;
using Tta.Integrations;

namespace DocumentAnalysis;

/// <summary>The two models that documents are routed between.</summary>
/// <param name="Fast">Cheap and quick.</param>
/// <param name="Quality">Better, dearer, slower.</param>
/// <param name="QualityTimeout">How long the quality model may take before the fast one steps in.</param>
/// <param name="Description">For the person who reads the output.</param>
internal sealed record Models(IChatClient Fast, IChatClient Quality, TimeSpan QualityTimeout, string Description)
{
    private const string OpenAIKey = "OPENAI_API_KEY";
    private const string AnthropicKey = "ANTHROPIC_API_KEY";
    private static readonly TimeSpan s_realTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Real models where there is a key for them, else the offline ones.</summary>
    public static Models FromEnvironment(int seed)
    {
        bool openAI = Has(OpenAIKey);
        bool anthropic = Has(AnthropicKey);
        IChatClient? fast = openAI ? new OpenAIChatClient(OpenAIEndpoint.FromEnvironment(), "gpt-4o-mini")
            : anthropic ? AnthropicChatClient.Create("claude-haiku-4-5")
            : null;
        IChatClient? quality = anthropic ? AnthropicChatClient.Create("claude-sonnet-4-5")
            : openAI ? new OpenAIChatClient(OpenAIEndpoint.FromEnvironment(), "gpt-4o")
            : null;
        return fast is null || quality is null
            ? OfflineModels.Create(seed)
            : new Models(fast, quality, s_realTimeout, $"real models: {NameOf(fast)} and {NameOf(quality)}");
    }

    /// <summary>The same models with every call counted by a ledger.</summary>
    public Models CountedBy(CallLedger ledger) => this with { Fast = ledger.Count(Fast), Quality = ledger.Count(Quality) };

    private static bool Has(string variable) => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable));

    private static string? NameOf(IChatClient client) => (client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId;
}
