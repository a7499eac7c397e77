using System.Diagnostics;

namespace Tta.Observability;

/// <summary>A finished model call, and its content: prompts and completions ride on the span outside its attributes.</summary>
/// <param name="Span">The span.</param>
/// <param name="ContentBytes">Memory its content takes; 0 when the content does not go out.</param>
/// <param name="WithContent">Whether the content goes out.</param>
internal readonly record struct ModelCall(Activity Span, long ContentBytes, bool WithContent)
{
    /// <summary>Custom properties of a span that hold content; they go out as attributes of the same names.</summary>
    public static readonly string[] ContentKeys =
    [
        "gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.definitions",
        "gen_ai.tool.call.arguments", "gen_ai.tool.call.result",
        "langfuse.observation.input", "langfuse.observation.output", "langfuse.trace.input", "langfuse.trace.output",
        "langfuse.observation.status_message",
    ];

    private const string OperationName = "gen_ai.operation.name";

    public static bool Is(Activity span) =>
        span.GetTagItem(OperationName) is "chat" or "text_completion" or "generate_content" or "embeddings" or "execute_tool"
        || string.Equals(span.Source.Name, TelemetryNames.Langfuse, StringComparison.Ordinal);

    public static long ContentBytesOf(Activity span)
    {
        long bytes = 0;
        foreach (string key in ContentKeys)
        {
            bytes += span.GetCustomProperty(key) is string text ? text.Length * sizeof(char) : 0;
        }

        return bytes;
    }
}
