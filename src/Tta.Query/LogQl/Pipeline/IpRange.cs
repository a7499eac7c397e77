using System.Buffers;
using System.Net;

namespace Tta.Query.LogQl;

/// <summary>An IP address, a range <c>a-b</c> or a network <c>a/n</c>.</summary>
internal sealed class IpRange
{
    private static readonly SearchValues<char> s_addressChars = SearchValues.Create("0123456789abcdefABCDEF.:");

    private static readonly SearchValues<char> s_v4Chars = SearchValues.Create("0123456789.");

    private readonly byte[] _first;
    private readonly byte[] _last;

    private IpRange(byte[] first, byte[] last)
    {
        _first = first;
        _last = last;
    }

    public static IpRange? Parse(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash >= 0)
        {
            return TryParse(text.AsSpan(0, dash), out byte[] first) && TryParse(text.AsSpan(dash + 1), out byte[] last)
                && first.Length == last.Length
                    ? new IpRange(first, last)
                    : null;
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return TryParse(text, out byte[] single) ? new IpRange(single, single) : null;
        }

        if (!TryParse(text.AsSpan(0, slash), out byte[] address)
            || !int.TryParse(text.AsSpan(slash + 1), out int bits) || bits < 0 || bits > address.Length * 8)
        {
            return null;
        }

        byte[] low = (byte[])address.Clone();
        byte[] high = (byte[])address.Clone();
        for (int bit = bits; bit < address.Length * 8; bit++)
        {
            low[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            high[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IpRange(low, high);
    }

    /// <summary>True when the text is an address of the range.</summary>
    public bool Contains(ReadOnlySpan<char> text) => TryParse(text, out byte[] address) && address.Length == _first.Length
        && address.AsSpan().SequenceCompareTo(_first) >= 0 && address.AsSpan().SequenceCompareTo(_last) <= 0;

    /// <summary>True when an address of the range stands somewhere in the text.</summary>
    public bool OccursIn(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int start = text.IndexOfAny(s_addressChars);
            if (start < 0)
            {
                return false;
            }

            text = text[start..];
            int end = text.IndexOfAnyExcept(s_addressChars);
            ReadOnlySpan<char> candidate = end < 0 ? text : text[..end];
            if (candidate.IndexOfAny('.', ':') >= 0 && (Contains(candidate) || Contains(WithoutPort(candidate))))
            {
                return true;
            }

            text = end < 0 ? [] : text[end..];
        }

        return false;
    }

    // 10.0.0.7:80 and 10.0.0.7: are an address and more; 10.0.0.7. ends a sentence.
    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> text)
    {
        int colon = text.Contains('.') ? text.IndexOf(':') : -1;
        return (colon < 0 ? text : text[..colon]).TrimEnd(".:");
    }

    private static bool TryParse(ReadOnlySpan<char> text, out byte[] bytes)
    {
        // IPAddress reads "1" and "0x7f.1" as addresses; people do not.
        bool isV4 = text.Count('.') == 3 && text.IndexOfAnyExcept(s_v4Chars) < 0;
        if ((isV4 || text.Contains(':')) && IPAddress.TryParse(text, out IPAddress? address))
        {
            bytes = address.GetAddressBytes();
            return true;
        }

        bytes = [];
        return false;
    }
}
