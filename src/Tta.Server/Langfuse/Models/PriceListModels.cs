using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Pricing;

namespace Tta.Server.Langfuse.Models;

/// <summary>The models of the price list that comes with the program.</summary>
internal static class PriceListModels
{
    private static readonly Lazy<IReadOnlyList<ModelDefinition>> s_all = new(Load);

    public static IReadOnlyList<ModelDefinition> All => s_all.Value;

    private static List<ModelDefinition> Load()
    {
        using Stream list = typeof(PriceBook).Assembly.GetManifestResourceStream("Tta.Pricing.default-model-prices.json")
            ?? throw new InvalidOperationException("the price list is not part of the program");
        using JsonDocument document = JsonDocument.Parse(list);
        var models = new List<ModelDefinition>(document.RootElement.GetArrayLength());
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            JsonFields fields = JsonFields.Of(entry);
            models.Add(new ModelDefinition
            {
                Id = fields.Text("id"),
                ModelName = fields.Text("modelName"),
                MatchPattern = fields.Text("matchPattern"),
                StartMs = fields.Time("startDate"),
                Unit = fields.OptionalText("unit") ?? "TOKENS",
                TokenizerId = fields.OptionalText("tokenizerId"),
                TokenizerConfigJson = fields.Json("tokenizerConfig"),
                PricingTiersJson = fields.Json("pricingTiers") ?? "[]",
                CreatedMs = DateTimeOffset.Parse(fields.Text("createdAt"), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
            });
        }

        return models;
    }
}
