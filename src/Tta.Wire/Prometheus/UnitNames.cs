// Spec: OTLP to Prometheus translation, units of UCUM as the OpenTelemetry conventions use them (otlptranslator unit tables).
using System.Text;

namespace Tta.Wire.Prometheus;

/// <summary>UCUM units as words.</summary>
internal static class UnitNames
{
    /// <summary>The words of a unit: "By/s" gives "bytes" and "per_second"; annotations in braces give nothing.</summary>
    public static (string Main, string Per) Suffixes(string unit)
    {
        int slash = unit.IndexOf('/', StringComparison.Ordinal);
        string main = (slash < 0 ? unit : unit[..slash]).Trim();
        string per = slash < 0 ? "" : unit[(slash + 1)..].Trim();
        main = main.AsSpan().ContainsAny('{', '}') ? "" : MainWord(main);
        per = per.AsSpan().ContainsAny('{', '}') ? "" : PerWord(per);
        return (main, per.Length == 0 ? "" : "per_" + per);
    }

    /// <summary>Only letters, digits, ":" and single underscores; none in front.</summary>
    public static string Clean(string suffix)
    {
        var text = new StringBuilder(suffix.Length);
        foreach (char c in suffix)
        {
            bool valid = char.IsAsciiLetterOrDigit(c) || c == ':';
            if (valid || (text.Length > 0 && text[^1] != '_'))
            {
                text.Append(valid ? c : '_');
            }
        }

        return text.ToString();
    }

    private static string MainWord(string unit) => unit switch
    {
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tibibytes",
        "KBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "TBy" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "%" => "percent",
        "1" => "",
        _ => unit,
    };

    private static string PerWord(string unit) => unit switch
    {
        "s" => "second",
        "m" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => unit,
    };
}
