namespace Tta.Agent.Scraping;

/// <summary>What a page gave.</summary>
/// <param name="Error">Why nothing of it is stored; null when it is.</param>
/// <param name="ScrapedCount">Samples on the page.</param>
/// <param name="StoredCount">Samples left by relabelling.</param>
/// <param name="AddedCount">Of these, series not seen before.</param>
internal readonly record struct PageResult(string? Error, int ScrapedCount, int StoredCount, int AddedCount);
