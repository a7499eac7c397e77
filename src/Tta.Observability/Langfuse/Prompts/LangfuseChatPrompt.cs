using System.Text.Json;

namespace Tta.Observability;

/// <summary>A prompt that is a list of messages. Immutable and thread-safe.</summary>
public sealed class LangfuseChatPrompt : LangfusePrompt
{
    internal LangfuseChatPrompt(string name, IReadOnlyList<LangfuseChatMessage> fallback)
        : base(name) => Messages = fallback;

    internal LangfuseChatPrompt(JsonElement prompt)
        : base(prompt) => Messages = [.. prompt.GetProperty("prompt").EnumerateArray().Select(Read)];

    /// <summary>The messages with their <c>{{variables}}</c>, and the places for further ones.</summary>
    public IReadOnlyList<LangfuseChatMessage> Messages { get; }

    /// <summary>The messages with variables replaced and places filled.</summary>
    /// <param name="variables">Values of the variables; those without one stay as they are.</param>
    /// <param name="placeholders">Messages by the name of their place; their variables are replaced too. A place without messages stays as it is.</param>
    /// <returns>The messages to send to a model.</returns>
    public IReadOnlyList<LangfuseChatMessage> Compile(
        IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, IReadOnlyList<LangfuseChatMessage>>? placeholders = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var compiled = new List<LangfuseChatMessage>();
        foreach (LangfuseChatMessage message in Messages)
        {
            if (message.PlaceholderName is not { } name)
            {
                compiled.Add(message);
            }
            else if (placeholders is not null && placeholders.TryGetValue(name, out IReadOnlyList<LangfuseChatMessage>? filling))
            {
                compiled.AddRange(filling);
            }
            else
            {
                compiled.Add(message);
            }
        }

        return [.. compiled.Select(message => message with { Content = PromptVariables.Replace(message.Content, variables) })];
    }

    private static LangfuseChatMessage Read(JsonElement message) =>
        message.TryGetProperty("type", out JsonElement type) && type.GetString() is "placeholder"
            ? LangfuseChatMessage.Placeholder(message.GetProperty("name").GetString() ?? "")
            : new LangfuseChatMessage(message.GetProperty("role").GetString() ?? "", message.GetProperty("content").GetString() ?? "");
}
