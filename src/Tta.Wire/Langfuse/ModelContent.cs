// Spec: the attribute names that Langfuse 3.x maps to input and output, OpenTelemetry GenAI semantic conventions 1.40 (content attributes and
// events, also their deprecated forms), OpenInference (messages, documents).
using System.Collections.Frozen;

namespace Tta.Wire.Langfuse;

/// <summary>Tells by name which attributes hold what a model or tool was asked and what it answered.</summary>
public static class ModelContent
{
    private static readonly FrozenSet<string> s_names = Names();

    // Numbered messages: llm.input_messages.0.message.content.
    private static readonly string[] s_families =
    [
        "gen_ai.prompt.", "gen_ai.completion.", "llm.input_messages.", "llm.output_messages.", "llm.prompts.", "llm.tools.", "retrieval.documents.",
        "reranker.input_documents.", "reranker.output_documents.", "embedding.embeddings.", "ai.prompt.", "gen_ai_prompt_", "gen_ai_completion_",
    ];

    /// <summary>Whether an attribute of this name, or a label made of it, is content.</summary>
    public static bool Is(string name) => s_names.Contains(name) || IsOfFamily(name);

    private static bool IsOfFamily(string name)
    {
        foreach (string family in s_families)
        {
            if (name.StartsWith(family, StringComparison.Ordinal) && (char.IsAsciiDigit(name[Math.Min(family.Length, name.Length - 1)]) || family is "ai.prompt."))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenSet<string> Names()
    {
        string[] further =
        [
            "gen_ai.prompt", "gen_ai.completion", "gen_ai.event.content", "gen_ai.tool.definitions", "gen_ai.request.messages", "gen_ai.response.messages",
            "llm.input_messages", "llm.output_messages", "llm.prompts", "llm.completions", "llm.tools", "llm.request.functions", "content", "message.content",
            "tool.parameters", "tool.output", "retrieval.documents", "document.content", "embedding.text", "ai.response.reasoning", "ai.embedding", "ai.embeddings",
            "ai.value", "ai.values",
        ];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in (ReadOnlySpan<string>)[.. LangfuseKeys.Content, .. further])
        {
            names.Add(name);
            names.Add(name.Replace('.', '_'));
        }

        return names.ToFrozenSet(StringComparer.Ordinal);
    }
}
