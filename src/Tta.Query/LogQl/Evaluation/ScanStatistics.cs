namespace Tta.Query.LogQl;

/// <summary>How much a query has looked at.</summary>
internal sealed class ScanStatistics
{
    public long Lines { get; set; }

    public long Bytes { get; set; }
}
