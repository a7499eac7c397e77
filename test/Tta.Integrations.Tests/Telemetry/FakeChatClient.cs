using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Tta.Integrations.Tests.Telemetry;

/// <summary>A client that answers what a test says.</summary>
internal sealed class FakeChatClient : IChatClient
{
    public ChatClientMetadata Metadata { get; init; } = new("openai", new Uri("https://api.example.test:8443/v1"), "gpt-4o-mini");

    public Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> Respond { get; init; }
        = (_, _, _) => Task.FromResult(Reply("hello"));

    public Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Stream { get; init; } = _ => Updates();

    public static ChatResponse Reply(string text, UsageDetails? usage = null) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        ResponseId = "resp-1",
        ModelId = "gpt-4o-mini-2024-07-18",
        FinishReason = ChatFinishReason.Stop,
        Usage = usage ?? new UsageDetails { InputTokenCount = 100, OutputTokenCount = 20, TotalTokenCount = 120 },
    };

    public static async IAsyncEnumerable<ChatResponseUpdate> Updates()
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "hel") { ResponseId = "resp-1", ModelId = "gpt-4o-mini-2024-07-18" };
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "lo") { ResponseId = "resp-1" };
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 100, OutputTokenCount = 20 })])
        {
            ResponseId = "resp-1",
            FinishReason = ChatFinishReason.Stop,
        };
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => Respond(messages, options, cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (ChatResponseUpdate update in Stream(cancellationToken).WithCancellation(cancellationToken))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? Metadata : null;

    public void Dispose()
    {
    }
}
