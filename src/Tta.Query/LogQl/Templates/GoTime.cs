// Spec: package time of Go, layouts. Differences: parsing takes numbers, month names and offsets; zone abbreviations other than
// UTC and GMT are not understood.
using System.Globalization;
using System.Text;

namespace Tta.Query.LogQl;

/// <summary>A time of a template: nanoseconds since 1970 and the offset it is shown in.</summary>
internal readonly record struct GoTime(long UnixNs, TimeSpan Offset)
{
    private const long NsPerSecond = 1_000_000_000;

    // Longest first, so that 2006 is not read as day 2.
    private static readonly string[] s_elements =
    [
        "January", "Monday", "Z07:00", "-07:00", "Z0700", "-0700", "2006", "Jan", "Mon", "MST", "-07", "01", "02", "03", "04", "05", "06",
        "15", "_2", "PM", "pm", "1", "2", "3", "4", "5",
    ];

    private DateTime Local => DateTime.UnixEpoch.AddTicks(Math.DivRem(UnixNs, 100).Quotient).Add(Offset);

    private long FractionNs => ((UnixNs % NsPerSecond) + NsPerSecond) % NsPerSecond;

    /// <summary>The form in which Go prints a time: <c>2006-01-02 15:04:05.999999999 -0700 MST</c>.</summary>
    public override string ToString() => Format("2006-01-02 15:04:05.999999999 -0700 MST");

    public string Format(string layout)
    {
        var text = new StringBuilder();
        for (int i = 0; i < layout.Length;)
        {
            string element = ElementAt(layout, i);
            text.Append(element.Length == 0 ? layout[i] : FormatElement(element));
            i += Math.Max(1, element.Length);
        }

        return text.ToString();
    }

    /// <summary>Reads a time. The zone counts where the text names none.</summary>
    /// <exception cref="FormatException">The text does not fit the layout.</exception>
    public static GoTime Parse(string layout, string text, TimeZoneInfo zone)
    {
        var parts = new Parts();
        int at = 0;
        for (int i = 0; i < layout.Length;)
        {
            string element = ElementAt(layout, i);
            bool fits = element.Length > 0
                ? TryReadElement(element, text, ref at, parts)
                : at < text.Length && text[at++] == layout[i];
            if (!fits)
            {
                throw new FormatException($"parsing time {GoText.Quote(text)} as {GoText.Quote(layout)}: cannot parse");
            }

            i += Math.Max(1, element.Length);
            if (element is "05" or "5" && (i == layout.Length || ElementAt(layout, i) is "" or not ['.' or ',', ..]))
            {
                // Go takes a fraction behind the seconds even when the layout has none.
                _ = TryReadFraction(text, ref at, '.', parts);
            }
        }

        var local = new DateTime(parts.Year, parts.Month, parts.Day, parts.Hour, parts.Minute, parts.Second, DateTimeKind.Unspecified);
        TimeSpan offset = parts.Offset ?? zone.GetUtcOffset(local);
        long seconds = (local - offset - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return at == text.Length
            ? new GoTime((seconds * NsPerSecond) + parts.Ns, offset)
            : throw new FormatException($"parsing time {GoText.Quote(text)}: extra text: {GoText.Quote(text[at..])}");
    }

    private static string ElementAt(string layout, int at)
    {
        if (layout[at] is '.' or ',')
        {
            int end = at + 1;
            while (end < layout.Length && layout[end] is '0' or '9' && layout[end] == layout[at + 1])
            {
                end++;
            }

            bool isFraction = end > at + 1 && (end == layout.Length || !char.IsAsciiDigit(layout[end]));
            return isFraction ? layout[at..end] : "";
        }

        return Array.Find(s_elements, e => string.CompareOrdinal(layout, at, e, 0, e.Length) == 0) ?? "";
    }

    private string FormatElement(string element)
    {
        DateTime time = Local;
        string pattern = element switch
        {
            "January" => "MMMM",
            "Jan" => "MMM",
            "Monday" => "dddd",
            "Mon" => "ddd",
            "2006" => "yyyy",
            "06" => "yy",
            "01" => "MM",
            "1" => "%M",
            "02" => "dd",
            "2" => "%d",
            "15" => "HH",
            "03" => "hh",
            "3" => "%h",
            "04" => "mm",
            "4" => "%m",
            "05" => "ss",
            "5" => "%s",
            "PM" => "tt",
            _ => "",
        };
        if (pattern.Length > 0)
        {
            return time.ToString(pattern, CultureInfo.InvariantCulture);
        }

        string sign = Offset < TimeSpan.Zero ? "-" : "+";
        return element switch
        {
            "pm" => time.Hour < 12 ? "am" : "pm",
            "_2" => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            "MST" => Offset == TimeSpan.Zero ? "UTC" : sign + Offset.ToString("hh", CultureInfo.InvariantCulture),
            "Z07:00" or "Z0700" when Offset == TimeSpan.Zero => "Z",
            "Z07:00" or "-07:00" => sign + Offset.ToString("hh':'mm", CultureInfo.InvariantCulture),
            "Z0700" or "-0700" => sign + Offset.ToString("hhmm", CultureInfo.InvariantCulture),
            "-07" => sign + Offset.ToString("hh", CultureInfo.InvariantCulture),
            _ => FormatFraction(element),
        };
    }

    private string FormatFraction(string element)
    {
        string digits = FractionNs.ToString("D9", CultureInfo.InvariantCulture)[..Math.Min(9, element.Length - 1)];
        digits = element[1] == '9' ? digits.TrimEnd('0') : digits;
        return digits.Length == 0 ? "" : element[0] + digits;
    }

    private static bool TryReadElement(string element, string text, ref int at, Parts parts)
    {
        if (element[0] is '.' or ',')
        {
            _ = TryReadFraction(text, ref at, element[0], parts);
            return true;
        }

        switch (element)
        {
            case "January" or "Jan" or "Monday" or "Mon":
                return TryReadName(element, text, ref at, parts);
            case "PM" or "pm":
                bool afternoon = text.AsSpan(at).StartsWith("pm", StringComparison.OrdinalIgnoreCase);
                parts.Hour = (parts.Hour % 12) + (afternoon ? 12 : 0);
                at += 2;
                return at <= text.Length;
            case "MST":
                parts.Offset ??= TimeSpan.Zero;
                at += 3;
                return at <= text.Length && text.AsSpan(at - 3, 3) is "UTC" or "GMT";
            case "Z07:00" or "Z0700" or "-07:00" or "-0700" or "-07":
                return TryReadOffset(element, text, ref at, parts);
        }

        bool isYear = element == "2006";
        int digits = 0;
        int most = isYear ? 4 : 2;
        at += element == "_2" && at < text.Length && text[at] == ' ' ? 1 : 0;
        while (digits < most && at + digits < text.Length && char.IsAsciiDigit(text[at + digits]))
        {
            digits++;
        }

        if (digits == 0 || (digits < most && element.Length >= 2 && element[0] != '_'))
        {
            return false;
        }

        int number = int.Parse(text.AsSpan(at, digits), CultureInfo.InvariantCulture);
        at += digits;
        return parts.TrySet(element, number);
    }

    private static bool TryReadName(string element, string text, ref int at, Parts parts)
    {
        DateTimeFormatInfo names = CultureInfo.InvariantCulture.DateTimeFormat;
        string[] candidates = element switch
        {
            "January" => names.MonthNames,
            "Jan" => names.AbbreviatedMonthNames,
            "Monday" => names.DayNames,
            _ => names.AbbreviatedDayNames,
        };
        int position = at;
        int index = Array.FindIndex(
            candidates, n => n.Length > 0 && text.AsSpan(position).StartsWith(n, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            return false;
        }

        at += candidates[index].Length;
        parts.Month = element[0] == 'J' ? index + 1 : parts.Month;
        return true;
    }

    private static bool TryReadOffset(string element, string text, ref int at, Parts parts)
    {
        if (element[0] == 'Z' && at < text.Length && text[at] == 'Z')
        {
            at++;
            parts.Offset = TimeSpan.Zero;
            return true;
        }

        int length = element.TrimStart('Z', '-').Length + 1;
        if (at + length > text.Length || text[at] is not ('+' or '-'))
        {
            return false;
        }

        string digits = text[(at + 1)..(at + length)].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return false;
        }

        var offset = new TimeSpan(number / 100, number % 100, 0);
        parts.Offset = text[at] == '-' ? -offset : offset;
        at += length;
        return true;
    }

    private static bool TryReadFraction(string text, ref int at, char separator, Parts parts)
    {
        int digits = 0;
        while (at + 1 + digits < text.Length && char.IsAsciiDigit(text[at + 1 + digits]) && digits < 9)
        {
            digits++;
        }

        if (digits == 0 || text[at] != separator)
        {
            return false;
        }

        parts.Ns = int.Parse(text.Substring(at + 1, digits).PadRight(9, '0'), CultureInfo.InvariantCulture);
        at += digits + 1;
        return true;
    }

    private sealed class Parts
    {
        public int Year { get; private set; } = 1;

        public int Month { get; set; } = 1;

        public int Day { get; private set; } = 1;

        public int Hour { get; set; }

        public int Minute { get; private set; }

        public int Second { get; private set; }

        public int Ns { get; set; }

        public TimeSpan? Offset { get; set; }

        public bool TrySet(string element, int number)
        {
            switch (element)
            {
                case "2006":
                    Year = number;
                    return number > 0;
                case "06":
                    Year = number + (number >= 69 ? 1900 : 2000);
                    return true;
                case "01" or "1":
                    Month = number;
                    return number is >= 1 and <= 12;
                case "02" or "2" or "_2":
                    Day = number;
                    return number is >= 1 and <= 31;
                case "15" or "03" or "3":
                    Hour = number;
                    return number < 24;
                case "04" or "4":
                    Minute = number;
                    return number < 60;
                default:
                    Second = number;
                    return number < 60;
            }
        }
    }
}
