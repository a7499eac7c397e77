using System.Text.Json;

namespace Tta.Observability;

/// <summary>A prompt that is one text. Immutable and thread-safe.</summary>
public sealed class LangfuseTextPrompt : LangfusePrompt
{
    internal LangfuseTextPrompt(string name, string fallback)
        : base(name) => Text = fallback;

    internal LangfuseTextPrompt(JsonElement prompt)
        : base(prompt) => Text = prompt.GetProperty("prompt").GetString() ?? "";

    /// <summary>The text with its <c>{{variables}}</c>.</summary>
    public string Text { get; }

    /// <summary>Names of the variables, in the order of their first occurrence.</summary>
    public IReadOnlyList<string> Variables => PromptVariables.Find(Text);

    /// <summary>The text with its variables replaced.</summary>
    /// <param name="variables">Their values; variables without one stay as they are.</param>
    /// <returns>The text to send to a model.</returns>
    public string Compile(IReadOnlyDictionary<string, string> variables) => PromptVariables.Replace(Text, variables);

    /// <summary>The text with its variables replaced.</summary>
    /// <param name="variables">Their names and values; variables without a value stay as they are.</param>
    /// <returns>The text to send to a model.</returns>
    public string Compile(params ReadOnlySpan<(string Name, string Value)> variables) => Compile(PromptVariables.Map(variables));
}
