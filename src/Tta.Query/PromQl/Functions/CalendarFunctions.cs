using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Tta.Query.PromQl;

/// <summary>Parts of a time in UTC, given in Unix seconds.</summary>
internal static class CalendarFunctions
{
    private static readonly FrozenDictionary<string, Func<DateTime, double>> s_functions =
        new Dictionary<string, Func<DateTime, double>>(StringComparer.Ordinal)
        {
            ["day_of_month"] = static t => t.Day,
            ["day_of_week"] = static t => (int)t.DayOfWeek,
            ["day_of_year"] = static t => t.DayOfYear,
            ["days_in_month"] = static t => DateTime.DaysInMonth(t.Year, t.Month),
            ["hour"] = static t => t.Hour,
            ["minute"] = static t => t.Minute,
            ["month"] = static t => t.Month,
            ["year"] = static t => t.Year,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly double s_maxSeconds = (DateTime.MaxValue - DateTime.UnixEpoch).TotalSeconds - 1;

    private static readonly double s_minSeconds = (DateTime.MinValue - DateTime.UnixEpoch).TotalSeconds;

    public static bool TryGet(string name, [NotNullWhen(true)] out Func<DateTime, double>? function) =>
        s_functions.TryGetValue(name, out function);

    /// <summary>NaN for what is not a time between the years 1 and 9999.</summary>
    public static double Apply(Func<DateTime, double> function, double seconds) => seconds >= s_minSeconds && seconds <= s_maxSeconds
        ? function(DateTime.UnixEpoch.AddSeconds(Math.Truncate(seconds)))
        : double.NaN;
}
