// Spec: RFC 3339, section 5.6, with any number of fractional digits (nanoseconds count, further digits are cut).
using System.Globalization;

namespace Tta.Server.Http;

/// <summary>Times as RFC 3339 text, to the nanosecond, which <see cref="DateTimeOffset"/> cannot hold.</summary>
internal static class Rfc3339
{
    private const int NanosecondDigits = 9;

    public static bool TryParseNs(string text, out long unixNs)
    {
        unixNs = 0;
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int end = point + 1;
        long fractionNs = 0;
        if (point >= 0)
        {
            for (int digits = 0; end < text.Length && char.IsAsciiDigit(text[end]); end++, digits++)
            {
                if (digits < NanosecondDigits)
                {
                    fractionNs += (text[end] - '0') * (long)Math.Pow(10, NanosecondDigits - 1 - digits);
                }
            }

            if (end == point + 1)
            {
                return false;
            }
        }

        string whole = point < 0 ? text : string.Concat(text.AsSpan(0, point), text.AsSpan(end));
        if (!DateTimeOffset.TryParseExact(
            whole, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return false;
        }

        Int128 ns = ((Int128)(time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick) + fractionNs;
        unixNs = (long)Int128.Clamp(ns, long.MinValue, long.MaxValue);
        return true;
    }
}
