using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>What to ask a model. Immutable. A string converts to a prompt.</summary>
/// <param name="Messages">The conversation; the last message is what to answer.</param>
public sealed record ChatPrompt(IReadOnlyList<ChatMessage> Messages)
{
    /// <summary>A prompt of one message of the user.</summary>
    /// <param name="text">The text.</param>
    public ChatPrompt(string text) : this([new ChatMessage(ChatRole.User, text)])
    {
    }

    /// <summary>Options of this prompt; they replace those of the primitive. Default: the primitive's.</summary>
    public ChatOptions? Options { get; init; }

    /// <summary>A prompt of one message of the user.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator ChatPrompt(string text) => new(text);

    /// <summary>This conversation with a reply and the next message of the user.</summary>
    /// <param name="reply">What the model answered.</param>
    /// <param name="text">What the user says next.</param>
    public ChatPrompt Then(ChatReply reply, string text)
        => this with { Messages = [.. Messages, .. reply.Response.Messages, new ChatMessage(ChatRole.User, text)] };
}
