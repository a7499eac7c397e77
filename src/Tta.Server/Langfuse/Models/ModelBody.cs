// Spec: Langfuse public API, POST /models: either flat prices or tiers, one of them the default.
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Server.Langfuse.Models;

/// <summary>Reads a model that is to be made.</summary>
internal static class ModelBody
{
    private static readonly string[] s_flatPrices = ["inputPrice", "outputPrice", "totalPrice"];

    /// <returns>Makes the model from its id and the time now.</returns>
    /// <exception cref="InvalidFieldException">A field cannot be used.</exception>
    public static Func<string, long, ModelDefinition> Read(JsonFields body)
    {
        string modelName = body.Text("modelName", 1, int.MaxValue);
        string matchPattern = body.Text("matchPattern", 1, int.MaxValue);
        if (!IsPattern(matchPattern))
        {
            throw body.Invalid("matchPattern", "matchPattern is not a valid regular expression that can be matched in linear time");
        }

        long? startMs = body.Time("startDate");
        string unit = body.Word(
            "unit", ("TOKENS", 0), ("CHARACTERS", 1), ("MILLISECONDS", 2), ("SECONDS", 3), ("REQUESTS", 4), ("IMAGES", 5)) is null
            ? throw body.Missing("unit", "string")
            : body.Text("unit");
        string? tokenizerId = body.Word("tokenizerId", ("openai", 0), ("claude", 1)) is null ? null : body.Text("tokenizerId");
        string? tokenizerConfigJson = body.Json("tokenizerConfig");
        IReadOnlyList<JsonFields> tiers = body.Objects("pricingTiers") ?? [];
        bool hasFlatPrices = s_flatPrices.Any(name => body.Number(name) is not null);
        if (hasFlatPrices == tiers.Count > 0)
        {
            throw new InvalidFieldException(
                [], "Must provide either flat prices (inputPrice/outputPrice/totalPrice) OR pricingTiers" + (hasFlatPrices ? ", not both" : ""));
        }

        Func<string, string> tiersJson = hasFlatPrices ? FlatTier(body) : Tiers(body, tiers);
        return (id, nowMs) => new ModelDefinition
        {
            Id = id,
            ModelName = modelName,
            MatchPattern = matchPattern,
            StartMs = startMs,
            Unit = unit,
            TokenizerId = tokenizerId,
            TokenizerConfigJson = tokenizerConfigJson,
            PricingTiersJson = tiersJson(id),
            CreatedMs = nowMs,
        };
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Checks flat prices; what it gives makes the tiers from the id of the model.</summary>
    private static Func<string, string> FlatTier(JsonFields body)
    {
        foreach (string name in s_flatPrices)
        {
            if (body.Number(name) < 0)
            {
                throw body.Invalid(name, "Too small: expected number to be >=0");
            }
        }

        if (body.Number("totalPrice") is not null && (body.Number("inputPrice") ?? body.Number("outputPrice")) is not null)
        {
            throw body.Invalid("totalPrice", "If input and/or output price is set, total price must be null");
        }

        return id => Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id + "_tier_default");
            writer.WriteString("name"u8, "Standard"u8);
            writer.WriteBoolean("isDefault"u8, true);
            writer.WriteNumber("priority"u8, 0);
            writer.WriteStartArray("conditions"u8);
            writer.WriteEndArray();
            writer.WriteStartObject("prices"u8);
            foreach (string name in s_flatPrices)
            {
                if (body.Find(name) is { } price)
                {
                    writer.WritePropertyName(name[..^"Price".Length]);
                    price.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>Checks tiers; what it gives makes them from the id of the model.</summary>
    private static Func<string, string> Tiers(JsonFields body, IReadOnlyList<JsonFields> tiers)
    {
        List<ModelTier> read = [.. tiers.Select(ModelTier.Read)];
        if (ModelTier.Problem(read) is { } problem)
        {
            throw body.Invalid("pricingTiers", problem);
        }

        return id => Write(writer =>
        {
            foreach (ModelTier tier in read)
            {
                tier.Write(writer, string.Create(CultureInfo.InvariantCulture, $"{id}_tier_{tier.Priority}"));
            }
        });
    }

    private static string Write(Action<Utf8JsonWriter> writeTiers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writeTiers(writer);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
