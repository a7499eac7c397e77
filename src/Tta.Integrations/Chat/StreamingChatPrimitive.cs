using Microsoft.Extensions.AI;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>
/// Asks a chat model and gives the answer piece by piece, as it is written: a stream of a workflow. Leaving the stream early stops the model.
/// Thread-safe as far as the client is.
/// </summary>
public sealed class StreamingChatPrimitive : StreamPrimitive<ChatPrompt, ChatResponseUpdate>
{
    private readonly IChatClient _client;
    private readonly ChatPrimitiveOptions _options;

    /// <summary>Creates the step.</summary>
    /// <param name="name">Name of the step in spans and metrics, for example <c>WriteAnswer</c>.</param>
    /// <param name="client">The model. It is observed here unless it is already; it is not disposed here.</param>
    /// <param name="options">Model, instructions and options of every prompt; default: the client's.</param>
    public StreamingChatPrimitive(string name, IChatClient client, ChatPrimitiveOptions? options = null) : base(name)
    {
        _options = options ?? new ChatPrimitiveOptions();
        _client = client.GetService(typeof(InstrumentedChatClient)) is null ? new InstrumentedChatClient(client, _options.Telemetry) : client;
    }

    /// <inheritdoc />
    protected override IAsyncEnumerable<ChatResponseUpdate> StreamCoreAsync(ChatPrompt input, WorkflowContext context, CancellationToken cancellationToken)
        => _client.GetStreamingResponseAsync(input.Messages, _options.For(input), cancellationToken);
}
