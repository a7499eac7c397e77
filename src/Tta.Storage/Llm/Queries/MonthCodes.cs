using System.Globalization;

namespace Tta.Storage.Llm.Queries;

/// <summary>Months of UTC as numbers, counted from January 1970; what lies outside of 300 years is put to the nearest.</summary>
internal static class MonthCodes
{
    public const int Count = 300 * 12;

    public static int Of(long timeNs)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(timeNs / 100);
        return Math.Clamp(((time.Year - 1970) * 12) + time.Month - 1, 0, Count - 1);
    }

    public static string Text(int code) => DateTime.UnixEpoch.AddMonths(code).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
