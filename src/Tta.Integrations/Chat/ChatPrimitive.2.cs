using Microsoft.Extensions.AI;
using Tta.Pricing;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>
/// Asks a chat model about a value: makes the prompt from the input and the output from the reply, in one step, with the model
/// call as a span inside it, priced and counted for the persona of the context. Thread-safe as far as the client is.
/// </summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public class ChatPrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private readonly IChatClient _client;
    private readonly Func<TIn, WorkflowContext, ChatPrompt> _prompt;
    private readonly Func<ChatReply, WorkflowContext, TOut> _read;
    private readonly ChatPrimitiveOptions _options;
    private readonly PriceBook _prices;

    /// <summary>Creates the step.</summary>
    /// <param name="name">Name of the step in spans and metrics, for example <c>Summarize</c>.</param>
    /// <param name="client">The model. It is observed here unless it is already (then its prices are used); it is not disposed here.</param>
    /// <param name="prompt">Makes the prompt.</param>
    /// <param name="read">Makes the output.</param>
    /// <param name="options">Model, instructions and options of every prompt; default: the client's.</param>
    public ChatPrimitive(
        string name,
        IChatClient client,
        Func<TIn, WorkflowContext, ChatPrompt> prompt,
        Func<ChatReply, WorkflowContext, TOut> read,
        ChatPrimitiveOptions? options = null)
        : base(name, "ChatPrimitive")
    {
        _prompt = prompt;
        _read = read;
        _options = options ?? new ChatPrimitiveOptions();
        InstrumentedChatClient? observed = client.GetService(typeof(InstrumentedChatClient)) as InstrumentedChatClient;
        _client = observed is null ? new InstrumentedChatClient(client, _options.Telemetry) : client;
        _prices = (observed?.Telemetry ?? _options.Telemetry).PriceBook;
    }

    /// <inheritdoc />
    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        ChatPrompt prompt = _prompt(input, context);
        ChatOptions options = _options.For(prompt);
        ChatResponse response = _options.Stream
            ? await _client.GetStreamingResponseAsync(prompt.Messages, options, cancellationToken)
                .ToChatResponseAsync(cancellationToken).ConfigureAwait(false)
            : await _client.GetResponseAsync(prompt.Messages, options, cancellationToken).ConfigureAwait(false);
        TokenUsage usage = TokenUsage.From(response.Usage);
        string model = response.ModelId ?? options.ModelId ?? "";
        ChatReply reply = new(response.Text, model, usage, response)
        {
            Cost = ModelPricing.CostOf(_prices, response.ModelId, options.ModelId, usage, options.AdditionalProperties),
        };
        return _read(reply, context);
    }
}
