// Spec: Prometheus OTLP name translation, strategy UnderscoreEscapingWithSuffixes (prometheus/otlptranslator). Differences: none.
using System.Collections.Frozen;
using System.Text;

namespace Tta.Observability;

/// <summary>OpenTelemetry names to Prometheus names. Pure functions.</summary>
internal static class MetricNames
{
    private static readonly FrozenDictionary<string, string> s_units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["d"] = "days", ["h"] = "hours", ["min"] = "minutes", ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds",
        // The spelling of TiBy is that of the reference implementation.
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes", ["TiBy"] = "tibibytes",
        ["KBy"] = "kilobytes", ["MBy"] = "megabytes", ["GBy"] = "gigabytes", ["TBy"] = "terabytes",
        ["m"] = "meters", ["V"] = "volts", ["A"] = "amperes", ["J"] = "joules", ["W"] = "watts", ["g"] = "grams",
        ["Cel"] = "celsius", ["Hz"] = "hertz", ["%"] = "percent", ["1"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_perUnits = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["s"] = "second", ["m"] = "minute", ["h"] = "hour", ["d"] = "day", ["w"] = "week", ["mo"] = "month", ["y"] = "year",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name of a metric with its unit and <c>_total</c> or <c>_ratio</c>; null when nothing of the name is left.</summary>
    public static string? OfMetric(string name, string? unit, bool isCounter, bool isGauge)
    {
        List<string> tokens = Tokens(name);
        (string main, string per) = UnitTokens(unit);
        if (main.Length > 0 && !tokens.Contains(main))
        {
            tokens.Add(main);
        }

        if (per.Length > 0 && !tokens.Contains(per))
        {
            tokens.Add("per");
            tokens.Add(per);
        }

        if (tokens.Count == 0)
        {
            return null;
        }

        if (isCounter)
        {
            MoveToEnd(tokens, "total");
        }

        if (isGauge && unit is "1")
        {
            MoveToEnd(tokens, "ratio");
        }

        string joined = string.Join('_', tokens);
        return char.IsAsciiDigit(joined[0]) ? "_" + joined : joined;
    }

    /// <summary>The unit in words, <c>seconds</c> or <c>bytes_per_second</c>; empty when it has none.</summary>
    public static string OfUnit(string? unit)
    {
        (string main, string per) = UnitTokens(unit);
        return per.Length == 0 ? main : main.Length == 0 ? "per_" + per : main + "_per_" + per;
    }

    /// <summary>The name of a label; null when nothing of it is left.</summary>
    public static string? OfLabel(string name)
    {
        var label = new StringBuilder(name.Length + 4);
        bool hasContent = false;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool valid = rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value);
            label.Append(valid ? (char)rune.Value : '_');
            hasContent |= valid;
        }

        if (!hasContent)
        {
            return null;
        }

        if (char.IsAsciiDigit(label[0]))
        {
            label.Insert(0, "key_");
        }
        else if (label[0] == '_' && label[1] != '_')
        {
            label.Insert(0, "key");
        }

        return label.ToString();
    }

    private static (string Main, string Per) UnitTokens(string? unit)
    {
        if (string.IsNullOrEmpty(unit))
        {
            return ("", "");
        }

        int slash = unit.IndexOf('/', StringComparison.Ordinal);
        string main = (slash < 0 ? unit : unit[..slash]).Trim();
        string per = slash < 0 ? "" : unit[(slash + 1)..].Trim();
        return (Word(main, s_units), Word(per, s_perUnits));

        // An annotation, {request}, says what is counted and is not a unit.
        static string Word(string unit, FrozenDictionary<string, string> known) =>
            unit.AsSpan().ContainsAny('{', '}') ? "" : known.TryGetValue(unit, out string? word) ? word : string.Join('_', Tokens(unit));
    }

    private static List<string> Tokens(string name)
    {
        var tokens = new List<string>();
        int start = -1;
        for (int i = 0; i <= name.Length; i++)
        {
            bool inside = i < name.Length && (char.IsAsciiLetterOrDigit(name[i]) || name[i] == ':');
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                tokens.Add(name[start..i]);
                start = -1;
            }
        }

        return tokens;
    }

    private static void MoveToEnd(List<string> tokens, string token)
    {
        tokens.RemoveAll(candidate => string.Equals(candidate, token, StringComparison.Ordinal));
        tokens.Add(token);
    }
}
