// Spec: Langfuse 4.16, x-langfuse-ingestion-version, x-langfuse-sdk-name and -version of its OpenTelemetry endpoint.
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Tta.Server.Langfuse;

/// <summary>Which version of Langfuse's ingestion a sender of spans speaks.</summary>
internal static class IngestionVersion
{
    private const int Direct = 4;

    /// <summary>True for version 4, said by the sender or known of its SDK: Python from 4.0, JavaScript from 5.0.</summary>
    public static bool IsDirect(IHeaderDictionary headers) =>
        MajorOf(headers["x-langfuse-ingestion-version"]) == Direct
        || MajorOf(headers["x-langfuse-sdk-version"]) is { } major && (string?)headers["x-langfuse-sdk-name"] switch
        {
            "python" => major >= 4,
            "javascript" => major >= 5,
            _ => false,
        };

    /// <summary>True for a version that is none or is still to come.</summary>
    public static bool IsUnknown(IHeaderDictionary headers) =>
        headers["x-langfuse-ingestion-version"] is { Count: > 0 } said && MajorOf(said) is not <= Direct;

    private static int? MajorOf(StringValues version) =>
        int.TryParse(((string?)version)?.Trim().TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : null;
}
