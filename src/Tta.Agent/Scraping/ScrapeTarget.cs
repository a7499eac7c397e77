using Tta.Model;

namespace Tta.Agent.Scraping;

/// <summary>A target after relabelling. Immutable.</summary>
/// <param name="Url">Page.</param>
/// <param name="Labels">Labels that its series get.</param>
/// <param name="DiscoveredLabels">Labels before relabelling.</param>
/// <param name="Interval">Time between two scrapes.</param>
/// <param name="Timeout">Longest scrape.</param>
public sealed record ScrapeTarget(Uri Url, Labels Labels, Labels DiscoveredLabels, TimeSpan Interval, TimeSpan Timeout);
