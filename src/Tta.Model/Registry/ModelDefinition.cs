using System.Text.Json.Serialization;

namespace Tta.Model;

/// <summary>A model whose prices the project defines itself; it goes before the models of the price list.</summary>
public sealed record ModelDefinition
{
    /// <summary>Id of the definition.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the model, unique among the project's own.</summary>
    public required string ModelName { get; init; }

    /// <summary>Regular expression that the model of a call is matched with.</summary>
    public required string MatchPattern { get; init; }

    /// <summary>Calls before this time are not priced by it, Unix ms; null = all calls.</summary>
    public long? StartMs { get; init; }

    /// <summary>What is counted, such as <c>TOKENS</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Tokenizer that counts when a call does not say, or null.</summary>
    public string? TokenizerId { get; init; }

    /// <summary>Settings of the tokenizer, JSON, or null.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? TokenizerConfigJson { get; init; }

    /// <summary>
    /// The pricing tiers, a JSON array of <c>{id, name, isDefault, priority, conditions, prices}</c> in the form of the price list; one is
    /// the default. Prices are US dollars per unit.
    /// </summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public required string PricingTiersJson { get; init; }

    /// <summary>When it was made, Unix ms.</summary>
    public required long CreatedMs { get; init; }
}
