using Microsoft.Extensions.AI;

namespace Tta.Integrations.Testing;

/// <summary>What an <see cref="OfflineChatClient"/> answers: text, calls of tools, or both. Immutable.</summary>
/// <param name="Text">The text.</param>
public sealed record OfflineAnswer(string Text)
{
    private const int MaxExtractedSentences = 3;

    /// <summary>Tools that the model asks to call. Default: none.</summary>
    public IReadOnlyList<FunctionCallContent> ToolCalls { get; init; } = [];

    /// <summary>An answer of text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator OfflineAnswer(string text) => new(text);

    /// <summary>An answer that asks to call one tool.</summary>
    /// <param name="callId">Id of the call.</param>
    /// <param name="tool">Name of the tool.</param>
    /// <param name="arguments">Arguments by name.</param>
    public static OfflineAnswer CallTool(string callId, string tool, IDictionary<string, object?>? arguments = null)
        => new("") { ToolCalls = [new FunctionCallContent(callId, tool, arguments)] };

    /// <summary>The sentences of the prompt that carry a figure, at most three; without any, its first sentence.</summary>
    /// <param name="request">The request.</param>
    public static OfflineAnswer Extract(OfflineRequest request)
    {
        string[] sentences = [.. Sentences(request.Prompt)];
        string[] withFigures = [.. sentences.Where(sentence => sentence.Any(char.IsAsciiDigit)).Take(MaxExtractedSentences)];
        return withFigures.Length > 0 ? string.Join(' ', withFigures) : sentences.FirstOrDefault("");
    }

    private static IEnumerable<string> Sentences(string text)
    {
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool ends = text[i] is '.' or '!' or '?' or '\n' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || text[i] == '\n');
            if (ends || i + 1 == text.Length)
            {
                if (text[start..(i + 1)].Trim() is { Length: > 0 } sentence)
                {
                    yield return sentence;
                }

                start = i + 1;
            }
        }
    }
}
