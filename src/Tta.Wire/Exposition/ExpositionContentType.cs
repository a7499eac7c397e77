// Spec: Prometheus 3 scrape protocols: Content-Type of the response, fallback_scrape_protocol of the configuration (docs/configuration).
using System.Diagnostics.CodeAnalysis;

namespace Tta.Wire.Exposition;

/// <summary>Chooses the parser of a scrape response.</summary>
public static class ExpositionContentType
{
    /// <summary>Chooses a format by Content-Type, else by the fallback.</summary>
    /// <param name="contentType">Header of the response, null when absent.</param>
    /// <param name="fallback">Protocol such as PrometheusText0.0.4; null or empty = none.</param>
    /// <param name="format">The choice.</param>
    /// <param name="message">Why the fallback was used (a warning) or, when the answer is false, why there is no format.</param>
    public static bool TryChoose(string? contentType, string? fallback, out ExpositionFormat format, [NotNullWhen(false)] out string? message)
    {
        bool hasFallback = TryParseProtocol(fallback, out format);
        string mediaType = hasFallback ? MediaType(format) : "";
        if (string.IsNullOrEmpty(contentType))
        {
            message = hasFallback
                ? $"non-compliant scrape target sending blank Content-Type, using fallback_scrape_protocol \"{mediaType}\""
                : "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target";
            return hasFallback;
        }

        if (!MediaTypeText.TryParse(contentType, out string type, out string? error))
        {
            message = $"received unparseable Content-Type \"{contentType}\": mime: {error}";
            return hasFallback;
        }

        message = null;
        switch (type)
        {
            case "application/openmetrics-text":
                format = ExpositionFormat.OpenMetricsText;
                return true;
            case "application/vnd.google.protobuf":
                format = ExpositionFormat.Protobuf;
                return true;
            case "text/plain":
                format = ExpositionFormat.PrometheusText;
                return true;
            default:
                message = hasFallback
                    ? $"received unsupported Content-Type \"{contentType}\", using fallback_scrape_protocol \"{mediaType}\""
                    : $"received unsupported Content-Type \"{contentType}\" and no fallback_scrape_protocol specified for target";
                return hasFallback;
        }
    }

    /// <summary>Reads the name of a scrape protocol, such as OpenMetricsText1.0.0.</summary>
    public static bool TryParseProtocol(string? name, out ExpositionFormat format)
    {
        format = name switch
        {
            "PrometheusProto" => ExpositionFormat.Protobuf,
            "OpenMetricsText0.0.1" or "OpenMetricsText1.0.0" => ExpositionFormat.OpenMetricsText,
            _ => ExpositionFormat.PrometheusText,
        };
        return format != ExpositionFormat.PrometheusText || name is "PrometheusText0.0.4" or "PrometheusText1.0.0";
    }

    private static string MediaType(ExpositionFormat format) => format switch
    {
        ExpositionFormat.Protobuf => "application/vnd.google.protobuf",
        ExpositionFormat.OpenMetricsText => "application/openmetrics-text",
        _ => "text/plain",
    };
}
