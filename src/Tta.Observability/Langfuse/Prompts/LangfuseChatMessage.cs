namespace Tta.Observability;

/// <summary>A message of a chat prompt, or a place where messages are to be put.</summary>
public sealed record LangfuseChatMessage
{
    /// <summary>Makes a message.</summary>
    /// <param name="role">Who speaks: <c>system</c>, <c>user</c>, <c>assistant</c>.</param>
    /// <param name="content">What is said, with <c>{{variables}}</c>.</param>
    public LangfuseChatMessage(string role, string content)
    {
        Role = role;
        Content = content;
    }

    /// <summary>Who speaks; empty for a placeholder.</summary>
    public string Role { get; }

    /// <summary>What is said; empty for a placeholder.</summary>
    public string Content { get; init; }

    /// <summary>Name of the place where messages are to be put; null for a message.</summary>
    public string? PlaceholderName { get; private init; }

    /// <summary>Makes a place where messages are to be put.</summary>
    /// <param name="name">Its name: a letter, then letters, digits and underscores.</param>
    /// <returns>The place.</returns>
    public static LangfuseChatMessage Placeholder(string name) => new("", "") { PlaceholderName = name };
}
