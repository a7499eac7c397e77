using Tta.Integrations;

namespace DocumentAnalysis;

/// <summary>What each model step is told before its prompt.</summary>
internal static class Instructions
{
    public static ChatPrimitiveOptions Summary { get; } = Of(
        "You are an analyst. Summarise the document in at most three sentences. Keep every figure and date exactly as written.", 250);

    public static ChatPrimitiveOptions Figures { get; } = Of(
        "You check figures. Answer 'MATCH' and how many figures of the summary appear in the claims, or 'MISMATCH' and the figures that do not.", 120);

    public static ChatPrimitiveOptions Report { get; } = Of(
        "You are a reviewer. Write the verdict of the review in two or three sentences. Name each check and its result; "
        + "write FAILED for a failed one.",
        250) with { Stream = true };

    private static ChatPrimitiveOptions Of(string instructions, int maxOutputTokens) => new()
    {
        Instructions = instructions,
        Chat = new() { Temperature = 0, MaxOutputTokens = maxOutputTokens },
    };
}
