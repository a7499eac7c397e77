using System.Buffers;
using System.Text;

namespace Tta.Server.Redaction;

/// <summary>Looks texts through for what may have to be hidden. Thread-safe; allocates nothing.</summary>
internal sealed class TextFilter(IReadOnlyList<string> secretValues, TextFilter.Test test)
{
    private readonly SearchValues<string>? _secrets = secretValues.Count == 0 ? null : SearchValues.Create([.. secretValues], StringComparison.Ordinal);
    private readonly SearchValues<string>? _widenedSecrets
        = secretValues.Count == 0 ? null : SearchValues.Create([.. secretValues.Select(Widened)], StringComparison.Ordinal);

    /// <summary>A test of a text of which only the ASCII characters count.</summary>
    public delegate bool Test(ReadOnlySpan<char> text);

    /// <summary>False for a text that has nothing to hide.</summary>
    public bool MayMatch(ReadOnlySpan<char> text) => Matches(text, _secrets);

    /// <summary>False for bytes, with UTF-8 texts among them, that have nothing to hide.</summary>
    public bool MayMatch(ReadOnlySpan<byte> bytes)
    {
        char[] rented = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            // The search over texts is vectorised, and all that is looked for in it is ASCII.
            return Matches(rented.AsSpan(0, Encoding.Latin1.GetChars(bytes, rented)), _widenedSecrets);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private bool Matches(ReadOnlySpan<char> text, SearchValues<string>? secrets) =>
        test(text) || (secrets is not null && text.ContainsAny(secrets)) || HasPercentSpelling(text);

    // What an address spells with percent signs is read too.
    private static bool HasPercentSpelling(ReadOnlySpan<char> text)
    {
        int at;
        while ((at = text.IndexOf('%')) >= 0 && at + 2 < text.Length)
        {
            if (char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
            {
                return true;
            }

            text = text[(at + 1)..];
        }

        return false;
    }

    private static string Widened(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
