using Microsoft.Extensions.AI;

namespace Tta.Integrations.Testing;

/// <summary>A request as an <see cref="OfflineChatClient"/> got it. Immutable.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Options">Options of the request; null when it had none.</param>
public sealed record OfflineRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)
{
    /// <summary>Text of the last message of the user; empty when there is none.</summary>
    public string Prompt => Messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";

    /// <summary>Instructions and texts of system messages.</summary>
    public string System => string.Join('\n', [Options?.Instructions ?? "", .. Messages.Where(m => m.Role == ChatRole.System).Select(m => m.Text)]).Trim();
}
