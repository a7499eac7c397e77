namespace Tta.Query.LogQl;

internal static partial class TemplateFunctions
{
    private static void AddTimes(Dictionary<string, TemplateFunction> all)
    {
        all.Add("__timestamp__", new TemplateFunction(0, 0, static (line, _) => new GoTime(line.TimeNs, TimeSpan.Zero)));
        all.Add("date", new TemplateFunction(2, 2, static (_, a) => Time(a[1]).Format(S(a[0]))));
        all.Text2("toDate", static (layout, text) => GoTime.Parse(layout, text, TimeZoneInfo.Utc));
        all.Text3("toDateInZone", static (layout, zone, text) => GoTime.Parse(layout, text, Zone(zone)));
        all.Add("unixEpoch", new TemplateFunction(1, 1, static (_, a) => Time(a[0]).UnixNs / 1_000_000_000));
        all.Add("unixEpochMillis", new TemplateFunction(1, 1, static (_, a) => Time(a[0]).UnixNs / 1_000_000));
        all.Add("unixEpochNanos", new TemplateFunction(1, 1, static (_, a) => Time(a[0]).UnixNs));
        all.Text1("unixToTime", static text => FromUnix(text));
    }

    private static GoTime Time(object value) => value is GoTime time
        ? time
        : throw new FormatException($"{GoText.Quote(S(value))} is a text, not a time; toDate makes one of it");

    private static TimeZoneInfo Zone(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FormatException($"unknown time zone {name}", e);
        }
    }

    // Days, seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by the number of digits.
    private static GoTime FromUnix(string text)
    {
        long unitNs = text.Length switch
        {
            5 => 86_400_000_000_000,
            10 => 1_000_000_000,
            13 => 1_000_000,
            16 => 1_000,
            19 => 1,
            _ => throw new FormatException($"unable to parse time '{text}': want 5, 10, 13, 16 or 19 digits"),
        };
        return new GoTime(checked(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) * unitNs), TimeSpan.Zero);
    }
}
