namespace Tta.Query.PromQl;

/// <summary>Orders texts with numbers in them as people do: <c>node2</c> before <c>node10</c>.</summary>
internal static class NaturalOrder
{
    public static int Compare(string left, string right)
    {
        int l = 0;
        int r = 0;
        while (l < left.Length && r < right.Length)
        {
            ReadOnlySpan<char> leftPart = NextPart(left, ref l);
            ReadOnlySpan<char> rightPart = NextPart(right, ref r);
            int order = char.IsAsciiDigit(leftPart[0]) && char.IsAsciiDigit(rightPart[0])
                ? CompareNumbers(leftPart, rightPart)
                : leftPart.SequenceCompareTo(rightPart);
            if (order != 0)
            {
                return order;
            }
        }

        return (left.Length - l).CompareTo(right.Length - r);
    }

    private static ReadOnlySpan<char> NextPart(string text, ref int position)
    {
        int start = position;
        bool digits = char.IsAsciiDigit(text[start]);
        while (position < text.Length && char.IsAsciiDigit(text[position]) == digits)
        {
            position++;
        }

        return text.AsSpan(start, position - start);
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        ReadOnlySpan<char> a = left.TrimStart('0');
        ReadOnlySpan<char> b = right.TrimStart('0');
        int order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
        return order != 0 ? order : left.Length.CompareTo(right.Length);
    }
}
