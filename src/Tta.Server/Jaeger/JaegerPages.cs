// Spec: addresses of Jaeger's UI, version 2 (packages/jaeger-ui, url.ts of each page).
using System.Globalization;
using System.Text.Json;
using Tta.Server.Hosting;

namespace Tta.Server.Jaeger;

/// <summary>Links to Jaeger's pages lead to the pages that stand for them here, with what was searched for.</summary>
internal sealed class JaegerPages(Func<Listeners> listeners) : Api
{
    private const string CompareSeparator = "...";

    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes)
    {
        PageLink.Map(routes, "/", listeners, static _ => new PageLink("traces"));
        PageLink.Map(routes, "/search", listeners, static request => Search(request.Query));
        PageLink.Map(routes, "/trace/{ids}", listeners, static request => Trace((string)request.RouteValues["ids"]!, request.Query));
        PageLink.Map(routes, "/dependencies", listeners, static _ => new PageLink("traces").With("view", "map"));
        PageLink.Map(routes, "/monitor", listeners, static _ => new PageLink("overview"));
    }

    private static PageLink Trace(string ids, IQueryCollection query)
    {
        int separator = ids.IndexOf(CompareSeparator, StringComparison.Ordinal);
        return separator < 0
            ? new PageLink("trace/" + Uri.EscapeDataString(ids)).With("find", query["uiFind"])
            : new PageLink("trace/" + Uri.EscapeDataString(ids[..separator])).With("tab", "compare").With("compare", ids[(separator + CompareSeparator.Length)..]);
    }

    private static PageLink Search(IQueryCollection query)
    {
        PageLink link = new PageLink("traces")
            .With("service", query["service"])
            .With("operation", query["operation"] == "all" ? "" : (string?)query["operation"])
            .With("min", query["minDuration"])
            .With("max", query["maxDuration"])
            .With("limit", query["limit"]);
        foreach (string? tag in query["tag"])
        {
            AddTag(link, tag ?? "");
        }

        foreach (string? tags in query["tags"])
        {
            AddTags(link, tags ?? "");
        }

        return TryReadMs(query["start"], out string from) && TryReadMs(query["end"], out string to)
            ? link.With("from", from).With("to", to)
            : link.With("from", query["lookback"] == "custom" ? "" : (string?)query["lookback"]);
    }

    private static void AddTag(PageLink link, string tag)
    {
        int colon = tag.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            link.With("tag", $"{tag[..colon]}={tag[(colon + 1)..]}");
        }
    }

    /// <summary>A search form with tags that make no sense is better than none.</summary>
    private static void AddTags(PageLink link, string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty tag in document.RootElement.EnumerateObject())
                {
                    link.With("tag", $"{tag.Name}={tag.Value}");
                }
            }
        }
        catch (JsonException)
        {
            link.With("tag", json);
        }
    }

    private static bool TryReadMs(string? timeUs, out string timeMs)
    {
        bool isTime = long.TryParse(timeUs, NumberStyles.None, CultureInfo.InvariantCulture, out long us);
        timeMs = (us / 1000).ToString(CultureInfo.InvariantCulture);
        return isTime;
    }
}
