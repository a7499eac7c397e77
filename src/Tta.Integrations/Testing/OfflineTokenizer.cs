using System.Globalization;

namespace Tta.Integrations.Testing;

/// <summary>
/// Counts tokens without a vocabulary, by a fixed rule in the manner of byte-pair encodings: a word is one token up to eight
/// letters and one more for each further four begun; three digits are one token; every other visible character is one token;
/// a space belongs to the token after it; line breaks in a row are one token. English prose comes out within some 15 % of the
/// tokenizers of current models; it is a count by this rule, not an imitation of theirs. Thread-safe.
/// </summary>
public static class OfflineTokenizer
{
    private const int LettersOfOneToken = 8;
    private const int LettersOfFurtherTokens = 4;
    private const int DigitsOfOneToken = 3;

    /// <summary>Number of tokens.</summary>
    /// <param name="text">Any text.</param>
    public static int Count(string text)
    {
        int count = 0;
        for (int position = 0; position < text.Length; count++)
        {
            position = EndOfToken(text, position);
        }

        return count;
    }

    /// <summary>The tokens; joined together they are the text.</summary>
    /// <param name="text">Any text.</param>
    public static IEnumerable<string> Split(string text)
    {
        for (int position = 0; position < text.Length;)
        {
            int end = EndOfToken(text, position);
            yield return text[position..end];
            position = end;
        }
    }

    private static int EndOfToken(string text, int start)
    {
        int position = start;
        while (position < text.Length && text[position] is ' ' or '\t')
        {
            position++;
        }

        if (position == text.Length)
        {
            return position;
        }

        char first = text[position];
        return first is '\n' or '\r' ? EndOfRun(text, position, int.MaxValue, static c => c is '\n' or '\r')
            : char.IsAsciiDigit(first) ? EndOfRun(text, position, DigitsOfOneToken, char.IsAsciiDigit)
            : IsAlphabetic(first) ? EndOfWordPart(text, start, position)
            : char.IsHighSurrogate(first) && position + 1 < text.Length ? position + 2
            : position + 1;
    }

    // The first token of a word takes eight letters, those that follow directly take four.
    private static int EndOfWordPart(string text, int start, int position)
    {
        bool continuesWord = start == position && start > 0 && IsAlphabetic(text[start - 1]);
        return EndOfRun(text, position, continuesWord ? LettersOfFurtherTokens : LettersOfOneToken, IsAlphabetic);
    }

    private static int EndOfRun(string text, int position, int maxLength, Func<char, bool> belongs)
    {
        int end = position;
        while (end < text.Length && end - position < maxLength && belongs(text[end]))
        {
            end++;
        }

        return end;
    }

    // Ideographs are words of their own.
    private static bool IsAlphabetic(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.NonSpacingMark;
}
