namespace Tta.Agent.Scraping;

/// <summary>A target as /api/v1/targets shows it.</summary>
/// <param name="JobName">Scrape configuration.</param>
/// <param name="Target">The target.</param>
/// <param name="Health">Outcome of the last scrape.</param>
/// <param name="LastError">Why the last scrape failed, or a warning about it; "" when it did not.</param>
/// <param name="LastScrape">Start of the last scrape; default when there was none.</param>
/// <param name="LastDuration">Duration of the last scrape.</param>
/// <param name="LastSampleCount">Samples on the last page.</param>
public sealed record TargetStatus(
    string JobName, ScrapeTarget Target, TargetHealth Health, string LastError, DateTimeOffset LastScrape, TimeSpan LastDuration, int LastSampleCount);
