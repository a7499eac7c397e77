using System.Text.RegularExpressions;

namespace DocumentAnalysis;

/// <summary>Reads a document: pure code, no model.</summary>
internal static partial class DocumentParser
{
    public static ParsedDocument Parse(Document document)
    {
        if (string.IsNullOrWhiteSpace(document.Text))
        {
            throw new UnreadableDocumentException(document.Id);
        }

        string[] claims = [.. SentenceEnd().Split(document.Text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Any(char.IsAsciiDigit))];
        string[] references = [.. ReferenceNumber().Matches(document.Text).Select(match => match.Value).Distinct()];
        return new ParsedDocument(document, claims, references, Word().Count(document.Text));
    }

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\bREG-[0-9]{4}-[0-9]{3}\b")]
    private static partial Regex ReferenceNumber();

    [GeneratedRegex(@"\b\w+\b")]
    private static partial Regex Word();
}
