namespace Tta.Agent.Scraping;

/// <summary>Outcome of the last scrape.</summary>
public enum TargetHealth
{
    /// <summary>Not scraped yet.</summary>
    Unknown,

    /// <summary>Worked.</summary>
    Up,

    /// <summary>Failed.</summary>
    Down,
}
