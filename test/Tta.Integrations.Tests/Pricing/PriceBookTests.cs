using System.Text;
using System.Text.Json;
using Tta.Pricing;

namespace Tta.Integrations.Tests.Pricing;

public sealed class PriceBookTests
{
    [Theory]
    [InlineData("gpt-4o-mini", "gpt-4o-mini")]
    [InlineData("openai/gpt-4o-mini", "gpt-4o-mini")]
    [InlineData("GPT-4O-MINI", "gpt-4o-mini")]
    [InlineData("gpt-4o-mini-2024-07-18", "gpt-4o-mini-2024-07-18")]
    [InlineData("claude-sonnet-4-5", "claude-sonnet-4-5-20250929")]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929")]
    [InlineData("google/gemini-2.5-pro", "gemini-2.5-pro")]
    public void Default_FindsModelsByTheNamesPeopleUse(string model, string priced) => Assert.Equal(priced, PriceBook.Default.Find(model)?.Name);

    [Theory]
    [InlineData("llama3.2")]
    [InlineData("gpt-4o-mini-audio")]
    [InlineData("")]
    public void Default_HasNoPriceForOthers(string model) => Assert.Null(PriceBook.Default.Find(model));

    [Fact]
    public void Default_EveryModelHasADefaultTierAndAWorkingPattern()
    {
        Assert.Equal(167, PriceBook.Default.Prices.Count());
        Assert.All(PriceBook.Default.Prices, price =>
        {
            Assert.Single(price.Tiers, tier => tier.IsDefault);
            Assert.False(price.Matches("no model has this name"));
        });
    }

    [Fact]
    public void CostOf_IsExactAndPinned()
    {
        ModelCost cost = PriceBook.Default.CostOf("gpt-4o-mini", new TokenUsage(1_234, 567))!;

        Assert.Equal(1_234 * 0.00000015m + 567 * 0.0000006m, cost.TotalUsd);
        Assert.Equal(0.0001851m, cost.Details["input"]);
        Assert.Equal("gpt-4o-mini", cost.PricedAs);
        Assert.Equal("Standard", cost.Tier);
        Assert.Equal(PriceBook.Default.Version, cost.PriceBookVersion);
        Assert.Matches("^langfuse-2026-08-20@[0-9a-f]{12}$", cost.PriceBookVersion);
    }

    [Fact]
    public void CostOf_CachedInputIsChargedOnceAtItsOwnPrice()
    {
        TokenUsage usage = new(1_000, 100) { CachedInputTokens = 400 };

        ModelCost cost = PriceBook.Default.CostOf("gpt-4o", usage)!;

        Assert.Equal(600 * 0.0000025m, cost.Details["input"]);
        Assert.Equal(400 * 0.00000125m, cost.Details["input_cached_tokens"]);
        Assert.Equal(600 * 0.0000025m + 400 * 0.00000125m + 100 * 0.00001m, cost.TotalUsd);
    }

    [Fact]
    public void CostOf_PartsWithoutOwnPriceAreChargedAsTheirWhole()
    {
        TokenUsage usage = new(1_000, 500) { ReasoningTokens = 300 };

        ModelCost cost = PriceBook.Default.CostOf("claude-sonnet-4-5", usage)!;

        Assert.Equal(500 * 0.000015m, cost.Details["output"]);
        Assert.Equal(1_000 * 0.000003m + 500 * 0.000015m, cost.TotalUsd);
    }

    [Fact]
    public void CostOf_CacheWritesHaveTheirPrice()
    {
        TokenUsage usage = new(1_000, 0) { CacheCreationInputTokens = 900 };

        Assert.Equal(100 * 0.000003m + 900 * 0.00000375m, PriceBook.Default.CostOf("claude-sonnet-4-5", usage)!.TotalUsd);
    }

    [Fact]
    public void CostOf_LargeContextTakesTheTier()
    {
        Assert.Equal("Standard", PriceBook.Default.CostOf("gpt-5.4", new TokenUsage(272_000, 1))!.Tier);
        Assert.NotEqual("Standard", PriceBook.Default.CostOf("gpt-5.4", new TokenUsage(272_001, 1))!.Tier);
    }

    [Fact]
    public void CostOf_EmbeddingsHaveATotalPrice()
        => Assert.Equal(2_000 * 0.00000002m, PriceBook.Default.CostOf("text-embedding-3-small", new TokenUsage(2_000, 0))!.TotalUsd);

    [Fact]
    public void CostOf_NothingUsedOrUnknownModel_IsUnknownNotZero()
    {
        Assert.Null(PriceBook.Default.CostOf("gpt-4o", default(TokenUsage)));
        Assert.Null(PriceBook.Default.CostOf("llama3.2", new TokenUsage(10, 10)));
    }

    [Fact]
    public void With_OwnPricesWinAndTheRestStays()
    {
        PriceBook own = new("contract-7", ModelPrice.PerMillionTokens("gpt-4o", 1m, 2m), ModelPrice.PerMillionTokens("our-model", 0.5m, 0.5m));

        PriceBook book = PriceBook.Default.With(own);

        Assert.Equal(3m, book.CostOf("gpt-4o", new TokenUsage(1_000_000, 1_000_000))!.TotalUsd);
        Assert.Equal(0.5m, book.CostOf("our-model", new TokenUsage(1_000_000, 0))!.TotalUsd);
        Assert.Equal("gpt-4o-mini", book.Find("gpt-4o-mini")?.Name);
        Assert.StartsWith("contract-7+langfuse-", book.Version);
    }

    [Fact]
    public void ModelPrice_PatternThatNeedsBacktracking_IsRefusedAtOnce()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ModelPrice("x", "(a)\\1", new PricingTier("", "Standard", new Dictionary<string, decimal>())));
        Assert.Contains("(a)\\1", error.Message);
    }

    [Fact]
    public void Find_HostilePatternTakesLinearTime()
    {
        PriceBook book = new("v", new ModelPrice("x", "^(a+)+$", new PricingTier("", "Standard", new Dictionary<string, decimal>()) { IsDefault = true }));

        Assert.Null(book.Find(new string('a', 50_000) + "!"));
    }

    [Fact]
    public void Default_PatternsTakeNoHarmFromHostileNames()
    {
        // Patterns of the shipped list may backtrack: one that explodes on the longest name that is looked up would not come back here.
        foreach (string piece in (string[])["a", "ft:", ":", "ft:gpt-3.5-turbo-1106:", "gpt-4", "anthropic.", "-"])
        {
            string name = string.Concat(Enumerable.Repeat(piece, 200))[..200];
            Assert.DoesNotContain(PriceBook.Default.Prices, price => price.Matches(name) && !name.StartsWith("ft:", StringComparison.Ordinal));
        }

        Assert.Null(PriceBook.Default.Find(new string('x', 1_000_000)));
    }

    [Fact]
    public void FromLangfuse_BadEntry_NamesItsPosition()
    {
        const string Json = """[{"modelName":"a","matchPattern":"^a$","pricingTiers":[]},{"modelName":"b"}]""";

        FormatException error = Assert.Throws<FormatException>(() => PriceBook.FromLangfuse(Encoding.UTF8.GetBytes(Json), "mine"));
        Assert.Contains("entry 1", error.Message);
    }

    [Fact]
    public void FromLiteLlm_ReadsPricesAndContextTiers()
    {
        const string Json = """
            {
              "sample_spec": {"input_cost_per_token": 0.0, "litellm_provider": "one of ..."},
              "big-1": {"litellm_provider": "x", "mode": "chat", "max_input_tokens": 1000000,
                        "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 3.1e-07,
                        "input_cost_per_token_above_200k_tokens": 2.5e-06, "output_cost_per_token_above_200k_tokens": 1.5e-05,
                        "supports_vision": true},
              "draw-1": {"litellm_provider": "x", "mode": "image_generation", "output_cost_per_image": 0.04}
            }
            """;

        PriceBook book = PriceBook.FromLiteLlm(Encoding.UTF8.GetBytes(Json), "litellm");

        Assert.Single(book.Prices);
        Assert.Equal(1_000 * 0.00000125m + 10 * 0.00001m, book.CostOf("big-1", new TokenUsage(1_000, 10))!.TotalUsd);
        ModelCost large = book.CostOf("BIG-1", new TokenUsage(200_001, 10) { CachedInputTokens = 100_000 })!;
        Assert.Equal("Above 200K", large.Tier);
        Assert.Equal(100_001 * 0.0000025m + 100_000 * 0.00000031m + 10 * 0.000015m, large.TotalUsd);
    }

    [Fact]
    public void FromLiteLlm_NotJson_SaysSo()
        => Assert.IsAssignableFrom<JsonException>(Assert.Throws<FormatException>(() => PriceBook.FromLiteLlm("nope"u8.ToArray(), "x")).InnerException);
}
