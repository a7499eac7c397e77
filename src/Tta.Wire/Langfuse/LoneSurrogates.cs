// Spec: RFC 8259 section 8.2: an escape such as \ud83d without its other half is allowed in a JSON text and no character.
using System.Globalization;
using System.Text;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Halves of characters in JSON texts: what is left of an emoji when a client cuts a text to a length. Readers of JSON refuse them, so they
/// become the replacement character before anything is read or stored.
/// </summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>The text, with every lone half replaced; the same instance when there is none.</summary>
    public static string Mend(string json)
    {
        StringBuilder? mended = null;
        int copied = 0;
        int at = json.IndexOf('\\', StringComparison.Ordinal);
        while (at >= 0 && at + 1 < json.Length)
        {
            int next = at + 2;
            if (TryRead(json, at, out char half) && char.IsSurrogate(half))
            {
                next = at + EscapeLength;
                if (char.IsHighSurrogate(half) && TryRead(json, next, out char low) && char.IsLowSurrogate(low))
                {
                    next += EscapeLength;
                }
                else
                {
                    mended = (mended ?? new StringBuilder(json.Length)).Append(json, copied, at - copied).Append("\\ufffd");
                    copied = next;
                }
            }

            at = next < json.Length ? json.IndexOf('\\', next) : -1;
        }

        return mended is null ? json : mended.Append(json, copied, json.Length - copied).ToString();
    }

    private static bool TryRead(string json, int at, out char unit)
    {
        ushort code = 0;
        bool isEscape = at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
            && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code);
        unit = (char)code;
        return isEscape;
    }
}
