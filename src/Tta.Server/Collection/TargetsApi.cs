// Spec: Prometheus HTTP API v1, /api/v1/targets and /api/v1/scrape_pools.
using System.Text.Json;
using Tta.Agent.Scraping;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Collection;

/// <summary>What is scraped and how it went, as Prometheus tells it.</summary>
internal sealed class TargetsApi(Composition composition) : Api
{
    public override string Name => "prometheus";

    public override int DefaultPort => 9090;

    public override string? UiPrefix => "/prometheus";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/targets", TargetsAsync);
        routes.MapGet("/api/v1/scrape_pools", PoolsAsync);
    }

    /// <summary>Health in the words of Prometheus.</summary>
    public static string Text(TargetHealth health) => health switch
    {
        TargetHealth.Up => "up",
        TargetHealth.Down => "down",
        _ => "unknown",
    };

    private Task TargetsAsync(HttpContext context)
    {
        string state = context.Request.Query["state"].ToString();
        string only = context.Request.Query["scrapePool"].ToString();
        ScrapePool[] pools = [.. composition.ScrapePools.Where(pool => only.Length == 0 || pool.Config.JobName == only)];
        return AnswerAsync(context, writer =>
        {
            writer.WriteStartArray("activeTargets"u8);
            foreach (TargetStatus target in state is "dropped" ? [] : pools.SelectMany(pool => pool.Targets))
            {
                WriteTarget(writer, target);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("droppedTargets"u8);
            foreach (ScrapePool pool in state is "active" ? [] : pools)
            {
                foreach (Labels dropped in pool.DroppedTargets)
                {
                    writer.WriteStartObject();
                    WriteLabels(writer, "discoveredLabels"u8, dropped);
                    writer.WriteString("scrapePool"u8, pool.Config.JobName);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
        });
    }

    private Task PoolsAsync(HttpContext context) => AnswerAsync(context, writer =>
    {
        writer.WriteStartArray("scrapePools"u8);
        foreach (ScrapePool pool in composition.ScrapePools)
        {
            writer.WriteStringValue(pool.Config.JobName);
        }

        writer.WriteEndArray();
    });

    private void WriteTarget(Utf8JsonWriter writer, TargetStatus status)
    {
        writer.WriteStartObject();
        WriteLabels(writer, "discoveredLabels"u8, status.Target.DiscoveredLabels);
        WriteLabels(writer, "labels"u8, status.Target.Labels);
        writer.WriteString("scrapePool"u8, status.JobName);
        writer.WriteString("scrapeUrl"u8, composition.Plain(status.Target.Url.ToString()));
        writer.WriteString("globalUrl"u8, composition.Plain(status.Target.Url.ToString()));
        writer.WriteString("lastError"u8, composition.Plain(status.LastError));
        writer.WriteString("lastScrape"u8, status.LastScrape.UtcDateTime);
        writer.WriteNumber("lastScrapeDuration"u8, status.LastDuration.TotalSeconds);
        writer.WriteString("health"u8, Text(status.Health));
        writer.WriteString("scrapeInterval"u8, DurationText(status.Target.Interval));
        writer.WriteString("scrapeTimeout"u8, DurationText(status.Target.Timeout));
        writer.WriteEndObject();
    }

    private void WriteLabels(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Labels labels)
    {
        writer.WriteStartObject(name);
        foreach (Label label in labels.Span)
        {
            writer.WriteString(label.Name, composition.Redactor?.Value(label.Name, label.Value) ?? label.Value);
        }

        writer.WriteEndObject();
    }

    private static string DurationText(TimeSpan duration) => duration.Ticks % TimeSpan.TicksPerSecond == 0
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(long)duration.TotalSeconds}s")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds}ms");

    private static Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> writeData) => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        writer.WriteStartObject("data"u8);
        writeData(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
