using Tta.Primitives;

namespace DocumentAnalysis;

/// <summary>A scan without a text layer: nothing to analyse, and trying again will not help.</summary>
internal sealed class UnreadableDocumentException(string documentId)
    : Exception($"cannot read {documentId}: it has no text; scan it with text recognition and send it again"), IClassifiedError
{
    public string ErrorType => "unreadable_document";

    public bool IsTransient => false;

    public TimeSpan? RetryAfter => null;
}
