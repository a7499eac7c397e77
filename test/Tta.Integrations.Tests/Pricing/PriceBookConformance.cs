using System.Globalization;
using System.Text.Json;
using Tta.Pricing;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Pricing;

/// <summary>Choice of pricing tiers and cost rules against the cases of Langfuse.</summary>
public sealed class PriceBookConformance
{
    private const string PriceList = "default-model-prices.json";

    [ConformanceFact, Trait("Category", "Conformance")]
    public void Tiers_AreChosenAsLangfuseDoes()
    {
        Conformance run = new("langfuse-cost-tiers");
        using JsonDocument corpus = Open("cost_tier_cases.json");
        ModelPrice[] prices = LangfusePrices.Read(File.ReadAllBytes(Conformance.PathOf("langfuse", PriceList)), isShipped: true, out _);
        foreach (JsonElement test in corpus.RootElement.GetProperty("cases").EnumerateArray())
        {
            run.Run(test.GetProperty("id").GetString()!, () => CheckTier(test, prices));
        }

        run.Finish(atLeast: 46);
    }

    [ConformanceFact, Trait("Category", "Conformance")]
    public void Costs_AreComputedAsLangfuseDoes()
    {
        Conformance run = new("langfuse-cost");
        using JsonDocument corpus = Open("cost_cases.json");
        foreach (JsonElement test in corpus.RootElement.GetProperty("cases").EnumerateArray())
        {
            run.Run(test.GetProperty("id").GetString()!, () => CheckCost(test));
        }

        run.Finish(atLeast: 9);
    }

    [ConformanceFact, Trait("Category", "Conformance")]
    public void ShippedPrices_AreTheOriginalFile()
    {
        if (Environment.GetEnvironmentVariable("TTA_CONFORMANCE") is not null)
        {
            return; // other cases may come with another list
        }

        using Stream shipped = typeof(PriceBook).Assembly.GetManifestResourceStream("Tta.Pricing.default-model-prices.json")!;
        byte[] bytes = new byte[shipped.Length];
        shipped.ReadExactly(bytes);
        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Conformance.PathOf("langfuse", PriceList))));
    }

    private static JsonDocument Open(string file) => JsonDocument.Parse(File.ReadAllBytes(Conformance.PathOf("langfuse", file)));

    private static string? CheckTier(JsonElement test, ModelPrice[] prices)
    {
        Dictionary<string, decimal> units = Units(test.GetProperty("usage_details"));
        CallAttributes attributes = test.TryGetProperty("attributes", out JsonElement given) ? Attributes(given) : CallAttributes.None;
        ModelPrice price = test.TryGetProperty("model", out JsonElement model)
            ? prices.Single(entry => entry.Name == model.GetString())
            : new ModelPrice("case", "^case$", test.GetProperty("tiers").EnumerateArray().Select(Tier));
        PricingTier? tier = price.TierFor(units, attributes);
        JsonElement expect = test.GetProperty("expect");
        if (expect.TryGetProperty("no_match", out _))
        {
            return tier is null ? null : $"got tier {tier.Name}, expected none";
        }

        foreach (JsonProperty member in expect.EnumerateObject())
        {
            string? problem = member.Name switch
            {
                "pricing_tier_id" => tier?.Id == member.Value.GetString() ? null : $"id {tier?.Id}",
                "pricing_tier_name" => tier?.Name == member.Value.GetString() ? null : $"name {tier?.Name}",
                "prices" => member.Value.EnumerateObject().All(p => tier?.Prices[p.Name] == p.Value.GetDecimal()) ? null : "prices",
                _ => "the case expects something unknown",
            };
            if (problem is not null)
            {
                return $"{member}: got {problem}";
            }
        }

        return null;
    }

    private static PricingTier Tier(JsonElement tier) => new(
        tier.GetProperty("id").GetString()!,
        tier.GetProperty("name").GetString()!,
        tier.GetProperty("prices").EnumerateArray().ToDictionary(
            p => p.GetProperty("usageType").GetString()!,
            p => decimal.Parse(p.GetProperty("price").GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)))
    {
        IsDefault = tier.GetProperty("isDefault").GetBoolean(),
        Priority = tier.GetProperty("priority").GetInt32(),
        Conditions = LangfusePrices.ReadConditions(tier),
    };

    private static CallAttributes Attributes(JsonElement given) => new()
    {
        ModelParameters = Texts(given, "model_parameters"),
        Metadata = Texts(given, "metadata"),
    };

    private static Dictionary<string, string> Texts(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement bag)
        ? bag.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString())
        : [];

    private static Dictionary<string, decimal> Units(JsonElement units) => units.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDecimal());

    private static string? CheckCost(JsonElement test)
    {
        Dictionary<string, decimal> given = Units(test.GetProperty("provided_cost_details"));
        JsonElement prices = test.GetProperty("prices");
        ModelCost cost = given.Count > 0 ? ModelCost.Given(given)
            : prices.ValueKind == JsonValueKind.Null ? ModelCost.Unknown
            : ModelCost.Compute(Units(prices), Units(test.GetProperty("usage_units")));
        foreach (JsonProperty expected in test.GetProperty("expect").EnumerateObject())
        {
            decimal? actual = expected.Name == "total_cost" ? cost.TotalUsd
                : cost.Details.TryGetValue(expected.Name["cost_details.".Length..], out decimal part) ? part
                : null;
            decimal? wanted = expected.Value.ValueKind == JsonValueKind.Null ? null : expected.Value.GetDecimal();
            if (actual != wanted)
            {
                return $"{expected.Name}: got {actual?.ToString(CultureInfo.InvariantCulture) ?? "null"}, expected {expected.Value}";
            }
        }

        return null;
    }
}
