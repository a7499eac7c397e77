using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Langfuse.Models;

/// <summary>Models as Langfuse writes them: the prices of the default tier stand beside the tiers, for clients that know no tiers.</summary>
internal static class ModelJson
{
    public static void Write(Utf8JsonWriter writer, ModelDefinition model, bool isBuiltIn)
    {
        using JsonDocument tiers = JsonDocument.Parse(model.PricingTiersJson);
        JsonElement? prices = DefaultPrices(tiers.RootElement);
        writer.WriteStartObject();
        writer.WriteString("id"u8, model.Id);
        writer.WriteString("modelName"u8, model.ModelName);
        writer.WriteString("matchPattern"u8, model.MatchPattern);
        RegistryWriter.WriteTime(writer, "startDate"u8, model.StartMs);
        writer.WriteString("unit"u8, model.Unit);
        WritePrice(writer, "inputPrice"u8, prices, "input");
        WritePrice(writer, "outputPrice"u8, prices, "output");
        WritePrice(writer, "totalPrice"u8, prices, "total");
        writer.WriteString("tokenizerId"u8, model.TokenizerId);
        RegistryWriter.WriteJson(writer, "tokenizerConfig"u8, model.TokenizerConfigJson);
        writer.WriteBoolean("isLangfuseManaged"u8, isBuiltIn);
        writer.WriteString("createdAt"u8, RegistryWriter.Time(model.CreatedMs));
        writer.WriteStartObject("prices"u8);
        if (prices is { } all)
        {
            foreach (JsonProperty price in all.EnumerateObject())
            {
                writer.WriteStartObject(price.Name);
                writer.WritePropertyName("price"u8);
                price.Value.WriteTo(writer);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
        RegistryWriter.WriteJson(writer, "pricingTiers"u8, model.PricingTiersJson);
        writer.WriteEndObject();
    }

    private static JsonElement? DefaultPrices(JsonElement tiers)
    {
        foreach (JsonElement tier in tiers.EnumerateArray())
        {
            if (tier.GetProperty("isDefault").GetBoolean())
            {
                return tier.GetProperty("prices");
            }
        }

        return null;
    }

    private static void WritePrice(Utf8JsonWriter writer, ReadOnlySpan<byte> name, JsonElement? prices, string usageType)
    {
        writer.WritePropertyName(name);
        if (prices is { } all && all.TryGetProperty(usageType, out JsonElement price))
        {
            price.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
