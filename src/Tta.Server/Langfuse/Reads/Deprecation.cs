// Spec: Langfuse public API 4.16: _deprecation {message, replacement, docsUrl, sunsetAt} on the routes of the generation before.
using System.Text.Json;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Says that a route has a successor. It is served here as long as it is asked for.</summary>
internal sealed record Deprecation(string Replacement, string DocsUrl)
{
    public static readonly Deprecation Observations = new(
        "GET /api/public/v2/observations?fromStartTime=<from>&toStartTime=<to>", "https://langfuse.com/docs/api-and-data-platform/features/observations-api");

    public static readonly Deprecation Scores = new("GET /api/public/v3/scores", "https://langfuse.com/docs/api-and-data-platform/features/scores-api");

    public static readonly Deprecation Metrics = new(
        "GET /api/public/v2/metrics?query=<urlencoded json query>", "https://langfuse.com/docs/metrics/features/metrics-api");

    private const string SunsetAt = "2026-11-16";

    /// <summary>Writes the member into an object that is open.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("_deprecation"u8);
        writer.WriteString("message"u8, $"Langfuse Cloud removes this endpoint on {SunsetAt}. Use {Replacement} instead.");
        writer.WriteString("replacement"u8, Replacement);
        writer.WriteString("docsUrl"u8, DocsUrl);
        writer.WriteString("sunsetAt"u8, SunsetAt);
        writer.WriteEndObject();
    }
}
