// Spec: OTLP to Prometheus translation of metric names (prometheus/otlptranslator, metric_namer).
using System.Diagnostics.CodeAnalysis;

namespace Tta.Wire.Prometheus;

/// <summary>Prometheus names for OTLP metrics.</summary>
internal static class MetricNamer
{
    /// <summary>Builds a name.</summary>
    /// <param name="name">OTLP name.</param>
    /// <param name="unit">UCUM unit, "" when absent.</param>
    /// <param name="kind">Decides about _total and _ratio.</param>
    /// <param name="strategy">Escaping and suffixes.</param>
    /// <param name="prefix">Put in front with "_"; "" = none.</param>
    /// <param name="result">The name.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryBuild(
        string name, string unit, MetricNameKind kind, NameStrategy strategy, string prefix, out string result, [NotNullWhen(false)] out string? error)
    {
        result = strategy switch
        {
            NameStrategy.UnderscoreEscapingWithSuffixes => Tokens(name, unit, kind, prefix),
            NameStrategy.UnderscoreEscapingWithoutSuffixes => Escape(name, prefix),
            NameStrategy.NoUtf8EscapingWithSuffixes => Suffixed(prefix.Length == 0 ? name : $"{prefix}_{name}", unit, kind),
            _ => prefix.Length == 0 ? name : $"{prefix}_{name}",
        };
        error = null;
        if (result.Length == 0)
        {
            error = $"normalization for metric \"{name}\" resulted in empty name";
        }
        else if (result != name && result.AsSpan().IndexOfAnyExcept('_') < 0)
        {
            error = $"normalization for metric \"{name}\" resulted in invalid name \"{result}\"";
        }

        result = error is null ? result : "";
        return error is null;
    }

    /// <summary>The unit as words, as it stands in the name.</summary>
    public static string Unit(string unit, bool clean)
    {
        (string main, string per) = UnitNames.Suffixes(unit);
        if (clean)
        {
            (main, per) = (UnitNames.Clean(main), UnitNames.Clean(per));
        }

        return main.Length > 0 && per.Length > 0 ? $"{main}_{per}" : main + per;
    }

    private static string Tokens(string name, string unit, MetricNameKind kind, string prefix)
    {
        List<string> tokens = Split(name, static c => char.IsAsciiLetterOrDigit(c) || c == ':');
        (string main, string per) = UnitNames.Suffixes(unit);
        AddUnit(tokens, UnitNames.Clean(main), UnitNames.Clean(per));
        if (kind == MetricNameKind.MonotonicCounter)
        {
            tokens.RemoveAll(static token => token == "total");
            tokens.Add("total");
        }

        if (unit == "1" && kind == MetricNameKind.Gauge)
        {
            tokens.RemoveAll(static token => token == "ratio");
            tokens.Add("ratio");
        }

        if (prefix.Length > 0)
        {
            tokens.Insert(0, prefix);
        }

        return NotADigitFirst(string.Join('_', tokens));
    }

    private static void AddUnit(List<string> tokens, string main, string per)
    {
        main = tokens.Contains(main) ? "" : main;
        per = per == "per_" ? "" : per.EndsWith('_') ? per[..^1] : per;
        per = tokens.Contains(per) ? "" : per;
        if (per.Length > 0 && main.EndsWith('_'))
        {
            main = main[..^1];
        }

        if (main.Length > 0)
        {
            tokens.Add(main);
        }

        if (per.Length > 0)
        {
            tokens.Add(per);
        }
    }

    private static string Escape(string name, string prefix)
    {
        string escaped = string.Join('_', Split(name, static c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_'));
        return prefix.Length == 0
            ? NotADigitFirst(escaped)
            : string.Join('_', Split(prefix, static c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_')) + "_" + escaped;
    }

    // Outer suffixes are taken off, inner ones added if missing, then the outer ones put back in their order.
    private static string Suffixed(string name, string unit, MetricNameKind kind)
    {
        (string main, string per) = UnitNames.Suffixes(unit);
        bool isRatio = unit == "1" && kind == MetricNameKind.Gauge;
        bool isTotal = kind == MetricNameKind.MonotonicCounter;
        name = isTotal ? Without(name, "total") : name;
        name = isRatio ? Without(name, "ratio") : name;
        name = Without(name, per);
        name = main.Length > 0 && !name.EndsWith(main, StringComparison.Ordinal) ? $"{name}_{main}" : name;
        name = per.Length > 0 ? $"{name}_{per}" : name;
        name = isRatio ? name + "_ratio" : name;
        return isTotal ? name + "_total" : name;
    }

    private static string Without(string name, string suffix) =>
        suffix.Length > 0 && name.EndsWith("_" + suffix, StringComparison.Ordinal) ? name[..^(suffix.Length + 1)] : name;

    private static string NotADigitFirst(string name) => name.Length > 0 && char.IsAsciiDigit(name[0]) ? "_" + name : name;

    private static List<string> Split(string text, Func<char, bool> isValid)
    {
        var tokens = new List<string>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && isValid(text[i]))
            {
                continue;
            }

            if (i > start)
            {
                tokens.Add(text[start..i]);
            }

            start = i + 1;
        }

        return tokens;
    }
}
