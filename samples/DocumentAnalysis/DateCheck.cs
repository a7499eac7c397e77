using System.Globalization;
using System.Text.RegularExpressions;

namespace DocumentAnalysis;

/// <summary>Checks that all dates exist and that periods do not end before they begin: pure code, no model.</summary>
internal static partial class DateCheck
{
    public static FactCheck Run(ParsedDocument document)
    {
        string text = document.Source.Text;
        string[] dates = [.. IsoDate().Matches(text).Select(match => match.Value)];
        string[] impossible = [.. dates.Where(date => Parse(date) is null)];
        if (impossible.Length > 0)
        {
            return new FactCheck("dates", Passed: false, $"no such day: {string.Join(", ", impossible)}");
        }

        string[] reversed = [.. Period().Matches(text)
            .Where(period => Parse(period.Groups["from"].Value) > Parse(period.Groups["to"].Value))
            .Select(period => period.Value)];
        return reversed.Length > 0
            ? new FactCheck("dates", Passed: false, $"ends before it begins: {string.Join(", ", reversed)}")
            : new FactCheck("dates", Passed: true, $"{dates.Length} dates are possible and in order");
    }

    private static DateOnly? Parse(string date)
        => DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    [GeneratedRegex(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"(?<from>[0-9]{4}-[0-9]{2}-[0-9]{2}) to (?<to>[0-9]{4}-[0-9]{2}-[0-9]{2})")]
    private static partial Regex Period();
}
