namespace Tta.Agent.Scraping;

/// <summary>Limits of one scrape configuration; 0 = none. One that is exceeded fails the whole scrape.</summary>
public sealed record ScrapeLimits
{
    /// <summary>Largest page after decompression, bytes.</summary>
    public long BodySizeBytes { get; init; }

    /// <summary>Most samples after relabelling.</summary>
    public int SampleCount { get; init; }

    /// <summary>Most labels of one series.</summary>
    public int LabelCount { get; init; }

    /// <summary>Longest label name, bytes.</summary>
    public int LabelNameBytes { get; init; }

    /// <summary>Longest label value, bytes.</summary>
    public int LabelValueBytes { get; init; }

    /// <summary>Most targets.</summary>
    public int TargetCount { get; init; }
}
