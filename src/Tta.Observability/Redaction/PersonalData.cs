using System.Net;
using System.Text.RegularExpressions;

namespace Tta.Observability;

/// <summary>Forms of personal data, hidden on request only.</summary>
internal static class PersonalData
{
    private const int LeastCardDigits = 13;
    private const int MostDigitsBehind = 4;

    private static readonly Lazy<Regex> s_forms = new(static () => new Regex(
        @"(?<email>\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}\b)"
        + @"|(?<iban>\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b)"
        + @"|(?<ssn>\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b)"
        + @"|(?<phone>\+[0-9](?:[ ./()-]{0,2}[0-9]){7,14}\b|\(?\b[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}\b)"
        + @"|(?<ip>\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b|\b[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7}\b)"
        + @"|(?<card>\b[0-9](?:[ -]?[0-9]){12,18}\b)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));

    public static string Hide(string text) => s_forms.Value.Replace(text, static match =>
        match.Groups["email"].Success ? "[redacted:email]"
        : match.Groups["iban"].Success ? "[redacted:iban]"
        : match.Groups["ssn"].Success ? "[redacted:ssn]"
        : match.Groups["phone"].Success ? "[redacted:phone]"
        : match.Groups["ip"].Success ? (IsPublicAddress(match.ValueSpan) ? "[redacted:ip]" : match.Value)
        : CardLength(match.ValueSpan) is > 0 and var length ? string.Concat("[redacted:card]", match.ValueSpan[length..])
        : match.Value);

    /// <summary>An address that leads to somebody; those of this machine and of private networks lead to nobody, and times are none.</summary>
    private static bool IsPublicAddress(ReadOnlySpan<char> text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address) || IPAddress.IsLoopback(address))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out int count) && count == 4
            ? bytes[0] is not (0 or 10) && (bytes[0], bytes[1]) is not ((192, 168) or (169, 254)) && !(bytes[0] == 172 && bytes[1] is >= 16 and <= 31)
            : !address.IsIPv6LinkLocal && !address.IsIPv6UniqueLocal && !address.IsIPv6Multicast;
    }

    /// <summary>How long the number of a card is that a row of digits begins with; 0 when it does not. What may follow is its expiry date or check number.</summary>
    private static int CardLength(ReadOnlySpan<char> text)
    {
        for (int end = text.Length; end > 0 && text.Length - end <= MostDigitsBehind + 1; end = text[..end].LastIndexOfAny(' ', '-'))
        {
            if (IsCardNumber(text[..end]))
            {
                return end;
            }
        }

        return 0;
    }

    /// <summary>The Luhn check: tells card numbers from order numbers.</summary>
    private static bool IsCardNumber(ReadOnlySpan<char> text)
    {
        int sum = 0;
        int count = 0;
        bool doubled = false;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            int digit = (text[i] - '0') * (doubled ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
            doubled = !doubled;
            count++;
        }

        return count >= LeastCardDigits && sum % 10 == 0;
    }
}
