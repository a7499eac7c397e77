// Implements model matching and cost calculation over the Langfuse default model prices format (2026-08-22).

using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Tta.Pricing;

/// <summary>
/// Prices of models: finds the price of a model name and computes what a call cost, in exact decimals. Immutable and
/// thread-safe. <see cref="Default"/> holds the list that is shipped; <see cref="With(PriceBook)"/> puts own prices before it.
/// </summary>
public sealed partial class PriceBook
{
    private const int MaxRememberedModels = 4096;

    private static readonly Lazy<PriceBook> s_default = new(ReadShipped);

    private readonly ModelPrice[][] _layers;
    private readonly Lazy<SortedSet<string>> _parameterKeys;
    private readonly ConcurrentDictionary<string, ModelPrice?> _found = new(StringComparer.Ordinal);

    private PriceBook(string version, ModelPrice[][] layers)
    {
        Version = version;
        _layers = layers;
        _parameterKeys = new Lazy<SortedSet<string>>(FindParameterKeys);
    }

    /// <summary>Creates a book of own prices.</summary>
    /// <param name="version">Names this list in every cost computed from it, for example <c>contract-2026-11</c>.</param>
    /// <param name="prices">Prices; the first that matches a model wins.</param>
    public PriceBook(string version, params IEnumerable<ModelPrice> prices) : this(version, [[.. prices]])
    {
    }

    /// <summary>The shipped list: 167 models of the Langfuse default model prices of 2026-08. Loaded on first use.</summary>
    public static PriceBook Default => s_default.Value;

    /// <summary>Names the list and its content; part of every computed <see cref="ModelCost"/>.</summary>
    public string Version { get; }

    /// <summary>Prices in order of precedence.</summary>
    public IEnumerable<ModelPrice> Prices
    {
        get
        {
            foreach (ModelPrice[] layer in _layers)
            {
                foreach (ModelPrice price in layer)
                {
                    yield return price;
                }
            }
        }
    }

    /// <summary>Parameters of requests that tiers of the book ask for, such as <c>service_tier</c>; sorted.</summary>
    public IReadOnlyCollection<string> ParameterKeys => _parameterKeys.Value;

    /// <summary>Reads a list in the format of the Langfuse default model prices.</summary>
    /// <param name="utf8Json">The JSON array.</param>
    /// <param name="source">Names the list; the version adds its newest date and a hash of its content.</param>
    /// <exception cref="FormatException">The text is no such list; the message names the entry.</exception>
    public static PriceBook FromLangfuse(ReadOnlyMemory<byte> utf8Json, string source)
        => FromLangfuse(utf8Json, source, isShipped: false);

    /// <summary>Reads <c>model_prices_and_context_window.json</c> of LiteLLM. Entries without token prices are left out.</summary>
    /// <param name="utf8Json">The JSON object.</param>
    /// <param name="source">Names the list; the version adds a hash of its content.</param>
    /// <exception cref="FormatException">The text is no such list; the message names the entry.</exception>
    public static PriceBook FromLiteLlm(ReadOnlyMemory<byte> utf8Json, string source)
        => new($"{source}@{Hash(utf8Json)}", [LiteLlmPrices.Read(utf8Json)]);

    /// <summary>This book behind another: what the other prices wins.</summary>
    /// <param name="overrides">Own prices.</param>
    public PriceBook With(PriceBook overrides) => new($"{overrides.Version}+{Version}", [.. overrides._layers, .. _layers]);

    /// <summary>The price of a model, or null when the book has none.</summary>
    /// <param name="model">Model name as requested or answered, with or without the provider's prefix.</param>
    public ModelPrice? Find(string model)
    {
        if (_found.TryGetValue(model, out ModelPrice? known))
        {
            return known;
        }

        ModelPrice? price = Search(model);
        if (_found.Count < MaxRememberedModels)
        {
            _found.TryAdd(model, price);
        }

        return price;
    }

    /// <summary>What a call cost by units of any usage type, or null when the book has no price for the model or nothing was used.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="units">Units per usage type; types without a price cost nothing.</param>
    /// <param name="attributes">Attributes that tiers may ask for; default: none.</param>
    public ModelCost? CostOf(string model, IReadOnlyDictionary<string, decimal> units, CallAttributes? attributes = null)
        => units.Count > 0 && Find(model) is { } price && price.TierFor(units, attributes) is { } tier
            ? Pin(ModelCost.Compute(tier.Prices, units), price, tier)
            : null;

    private ModelCost Pin(ModelCost cost, ModelPrice price, PricingTier tier)
        => cost with { PricedAs = price.Name, Tier = tier.Name, PriceBookVersion = Version };

    private SortedSet<string> FindParameterKeys()
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (ModelPrice price in Prices)
        {
            foreach (PricingTier tier in price.Tiers)
            {
                foreach (TierCondition condition in tier.Conditions)
                {
                    if (condition.ParameterKey is { } key)
                    {
                        keys.Add(key);
                    }
                }
            }
        }

        return keys;
    }

    // Most names that are asked for are names of the list: trying those first compiles one pattern instead of all.
    private ModelPrice? Search(string model)
    {
        foreach (ModelPrice[] layer in _layers)
        {
            ModelPrice? price = Array.Find(layer, p => p.Name.Equals(model, StringComparison.OrdinalIgnoreCase) && p.Matches(model))
                ?? Array.Find(layer, p => p.Matches(model));
            if (price is not null)
            {
                return price;
            }
        }

        return null;
    }

    private static PriceBook ReadShipped()
    {
        using Stream resource = typeof(PriceBook).Assembly.GetManifestResourceStream("Tta.Pricing.default-model-prices.json")
            ?? throw new InvalidOperationException(
                "the assembly lacks its price list; it was built without Pricing/default-model-prices.json");
        byte[] json = new byte[resource.Length];
        resource.ReadExactly(json);
        return FromLangfuse(json, "langfuse", isShipped: true);
    }

    private static PriceBook FromLangfuse(ReadOnlyMemory<byte> utf8Json, string source, bool isShipped)
    {
        ModelPrice[] prices = LangfusePrices.Read(utf8Json, isShipped, out DateTimeOffset newest);
        return new PriceBook($"{source}-{newest:yyyy-MM-dd}@{Hash(utf8Json)}", [prices]);
    }

    private static string Hash(ReadOnlyMemory<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content.Span))[..12];
}
