using Tta.Wire.Compression;

namespace Tta.Agent.Scraping;

/// <summary>A page as received.</summary>
/// <param name="Page">Decompressed bytes; disposed by the receiver.</param>
/// <param name="ContentType">Header, null when absent.</param>
internal readonly record struct ScrapeResponse(PooledBytes Page, string? ContentType);
