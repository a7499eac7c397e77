namespace Tta.Storage.Llm.Pricing;

/// <summary>What the store adds to a report when it prices the observation.</summary>
/// <param name="PricedAs">Name of the price.</param>
/// <param name="Tier">Name of its tier.</param>
/// <param name="Version">Version of the price list.</param>
/// <param name="Costs">US dollars by usage type, with the total.</param>
internal sealed record Priced(string PricedAs, string Tier, string Version, IReadOnlyDictionary<string, decimal> Costs);
