using Microsoft.Extensions.AI;
using Tta.Integrations.Pricing;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>
/// Asks a chat model: a step of a workflow like any other, with the model call as a span inside it, priced and counted for the
/// persona of the context. Works with every <see cref="IChatClient"/>. Thread-safe as far as the client is.
/// </summary>
public sealed class ChatPrimitive : Primitive<ChatPrompt, ChatReply>
{
    private readonly IChatClient _client;
    private readonly ChatPrimitiveOptions _options;
    private readonly PriceBook _prices;

    /// <summary>Creates the step.</summary>
    /// <param name="name">Name of the step in spans and metrics, for example <c>Summarize</c>.</param>
    /// <param name="client">The model. It is observed here unless it is already (then its prices are used); it is not disposed here.</param>
    /// <param name="options">Model, instructions and options of every prompt; default: the client's.</param>
    public ChatPrimitive(string name, IChatClient client, ChatPrimitiveOptions? options = null) : base(name)
    {
        _options = options ?? new ChatPrimitiveOptions();
        InstrumentedChatClient? observed = client.GetService(typeof(InstrumentedChatClient)) as InstrumentedChatClient;
        _client = observed is null ? new InstrumentedChatClient(client, _options.Telemetry) : client;
        _prices = (observed?.Telemetry ?? _options.Telemetry).PriceBook;
    }

    /// <inheritdoc />
    protected override async ValueTask<ChatReply> ExecuteCoreAsync(ChatPrompt input, WorkflowContext context, CancellationToken cancellationToken)
    {
        ChatOptions options = OptionsFor(input);
        ChatResponse response = await _client.GetResponseAsync(input.Messages, options, cancellationToken).ConfigureAwait(false);
        TokenUsage usage = TokenUsage.From(response.Usage);
        string model = response.ModelId ?? options.ModelId ?? "";
        return new ChatReply(response.Text, model, usage, response)
        {
            Cost = ModelPricing.CostOf(_prices, response.ModelId, options.ModelId, usage, options.AdditionalProperties),
        };
    }

    private ChatOptions OptionsFor(ChatPrompt prompt)
    {
        ChatOptions options = (prompt.Options ?? _options.Chat)?.Clone() ?? new ChatOptions();
        options.ModelId ??= _options.Model;
        options.Instructions ??= _options.Instructions;
        return options;
    }
}
