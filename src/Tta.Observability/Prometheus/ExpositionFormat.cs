using System.Globalization;

namespace Tta.Observability;

/// <summary>The two forms a scraper can ask for.</summary>
internal enum ExpositionFormat
{
    /// <summary>Prometheus text 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics 1.0.0: with exemplars and units.</summary>
    OpenMetrics,
}

internal static class ExpositionFormats
{
    public static string ContentType(this ExpositionFormat format) => format is ExpositionFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>What an <c>Accept</c> header likes best, text when it likes both the same (RFC 9110, section 12.5.1).</summary>
    public static ExpositionFormat Negotiate(string? accept)
    {
        double text = 0;
        double openMetrics = 0;
        foreach (string choice in (accept ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = choice.Split(';', StringSplitOptions.TrimEntries);
            double quality = Quality(parts);
            string? version = Parameter(parts, "version");
            switch (parts[0].ToLowerInvariant())
            {
                case "application/openmetrics-text" when version is null or "1.0.0" or "0.0.1":
                    openMetrics = Math.Max(openMetrics, quality);
                    break;
                case "text/plain" when version is null or "0.0.4":
                    text = Math.Max(text, quality);
                    break;
                default:
                    break;
            }
        }

        return openMetrics > text ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text;
    }

    private static double Quality(string[] parts) =>
        Parameter(parts, "q") is { } q && double.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) ? value : 1;

    private static string? Parameter(string[] parts, string name)
    {
        foreach (string part in parts.AsSpan(1))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part.AsSpan(0, equals).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return part[(equals + 1)..].Trim().Trim('"');
            }
        }

        return null;
    }
}
