namespace Tta.Model;

/// <summary>What a prompt consists of.</summary>
public enum PromptType
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>A list of messages and placeholders for messages.</summary>
    Chat,
}
