// W3C Baggage (https://www.w3.org/TR/baggage/), sections 3.2 (header) and 3.3 (limits). Member properties are read over and not kept.

using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Tta.Primitives;

/// <summary>The <c>baggage</c> header. What does not fit its limits or grammar is left out, never an error.</summary>
internal static class W3CBaggage
{
    private const int MaxMemberCount = 64;
    private const int MaxHeaderLength = 8192;

    // RFC 7230 token.
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static string Format(IEnumerable<KeyValuePair<string, string>> members)
    {
        var header = new StringBuilder();
        int count = 0;
        foreach ((string key, string value) in members.OrderBy(static member => member.Key, StringComparer.Ordinal))
        {
            if (!IsToken(key))
            {
                continue;
            }

            string encoded = Uri.EscapeDataString(value);
            int separator = count == 0 ? 0 : 1;
            if (count == MaxMemberCount || header.Length + separator + key.Length + 1 + encoded.Length > MaxHeaderLength)
            {
                continue;
            }

            header.Append(separator == 0 ? "" : ",").Append(key).Append('=').Append(encoded);
            count++;
        }

        return header.ToString();
    }

    public static ImmutableDictionary<string, string> Parse(string? header)
    {
        if (string.IsNullOrEmpty(header) || header.Length > MaxHeaderLength)
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        var members = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (Range range in header.AsSpan().Split(','))
        {
            ReadOnlySpan<char> member = header.AsSpan()[range];
            int properties = member.IndexOf(';');
            member = properties < 0 ? member : member[..properties];
            int equals = member.IndexOf('=');
            if (equals < 0 || members.Count == MaxMemberCount)
            {
                continue;
            }

            string key = member[..equals].Trim().ToString();
            if (IsToken(key))
            {
                members[key] = Uri.UnescapeDataString(member[(equals + 1)..].Trim());
            }
        }

        return members.ToImmutable();
    }

    private static bool IsToken(string key) => key.Length > 0 && !key.AsSpan().ContainsAnyExcept(s_token);
}
