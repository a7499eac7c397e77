using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>
/// Asks a chat model for a value of a type: sends the JSON schema of the type and reads the answer. An answer that is not such a value
/// fails with <see cref="InvalidModelOutputException"/>, which a retry tries again. Thread-safe as far as the client is.
/// </summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What the model is asked for.</typeparam>
public sealed class StructuredChatPrimitive<TIn, TOut> : ChatPrimitive<TIn, TOut>
    where TOut : class
{
    private const string Fence = "```";

    /// <summary>Creates the step.</summary>
    /// <param name="name">Name of the step in spans and metrics; also the name of the schema.</param>
    /// <param name="client">The model; observed here unless it is already.</param>
    /// <param name="prompt">Makes the prompt. Options of the prompt replace those of the step, schema included.</param>
    /// <param name="type">How the type is written as JSON, from a source-generated context.</param>
    /// <param name="options">Model, instructions and options of every prompt; default: the client's.</param>
    public StructuredChatPrimitive(
        string name, IChatClient client, Func<TIn, WorkflowContext, ChatPrompt> prompt, JsonTypeInfo<TOut> type, ChatPrimitiveOptions? options = null)
        : base(name, client, prompt, (reply, _) => Read(reply, type), WithSchema(name, type, options ?? new ChatPrimitiveOptions()))
    {
    }

    private static ChatPrimitiveOptions WithSchema(string name, JsonTypeInfo<TOut> type, ChatPrimitiveOptions options)
    {
        ChatOptions chat = options.Chat?.Clone() ?? new ChatOptions();
        JsonElement schema = AIJsonUtilities.CreateJsonSchema(typeof(TOut), serializerOptions: type.Options);
        chat.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, name);
        return options with { Chat = chat };
    }

    private static TOut Read(ChatReply reply, JsonTypeInfo<TOut> type)
    {
        try
        {
            return JsonSerializer.Deserialize(WithoutFence(reply.Text), type)
                ?? throw new InvalidModelOutputException(typeof(TOut).Name, reply.Model, "the answer is null");
        }
        catch (JsonException e)
        {
            throw new InvalidModelOutputException(typeof(TOut).Name, reply.Model, e.Message, e);
        }
    }

    // Models without structured output wrap JSON in a code fence, whatever they are told.
    private static ReadOnlySpan<char> WithoutFence(string text)
    {
        ReadOnlySpan<char> json = text.AsSpan().Trim();
        if (json.StartsWith(Fence, StringComparison.Ordinal) && json.EndsWith(Fence, StringComparison.Ordinal) && json.IndexOf('\n') is > 0 and int firstLine)
        {
            json = json[(firstLine + 1)..^Fence.Length];
        }

        return json;
    }
}
