using System.Globalization;

namespace Tta.Query.LogQl;

/// <summary>Conversions between the values of templates.</summary>
internal static class TemplateValues
{
    public static string ToText(object value) => value switch
    {
        string text => text,
        double number => GoText.Shortest(number),
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A text that is no number counts as 0, as in the reference.</summary>
    public static double ToDouble(object value) => value switch
    {
        double number => number,
        long number => number,
        string text when GoText.TryParseFloat(text, out double parsed) => parsed,
        bool truth => truth ? 1 : 0,
        _ => 0,
    };

    public static long ToLong(object value) => value switch
    {
        long number => number,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed) => parsed,
        _ => ToDouble(value) is >= -9.2e18 and <= 9.2e18 and var number ? (long)number : 0,
    };

    public static bool IsTrue(object value) => value switch
    {
        bool truth => truth,
        string text => text.Length > 0,
        double number => number != 0,
        long number => number != 0,
        _ => true,
    };
}
