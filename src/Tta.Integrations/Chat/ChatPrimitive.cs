using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>
/// Asks a chat model: a step of a workflow that takes a prompt and gives the reply. Works with every <see cref="IChatClient"/>.
/// Thread-safe as far as the client is.
/// </summary>
public sealed class ChatPrimitive : ChatPrimitive<ChatPrompt, ChatReply>
{
    /// <summary>Creates the step.</summary>
    /// <param name="name">Name of the step in spans and metrics, for example <c>Summarize</c>.</param>
    /// <param name="client">The model. It is observed here unless it is already (then its prices are used); it is not disposed here.</param>
    /// <param name="options">Model, instructions and options of every prompt; default: the client's.</param>
    public ChatPrimitive(string name, IChatClient client, ChatPrimitiveOptions? options = null)
        : base(name, client, static (prompt, _) => prompt, static (reply, _) => reply, options)
    {
    }
}
