using FsCheck;
using FsCheck.Fluent;
using Tta.Pricing;

namespace Tta.Integrations.Tests.Pricing;

public sealed class PriceBookProperties
{
    private static readonly string[] s_models = [.. PriceBook.Default.Prices.Select(price => price.Name).Where(name => PriceBook.Default.Find(name) is not null)];

    private static readonly Arbitrary<TokenUsage> s_usage = (
        from input in Gen.Choose(0, 500_000)
        from cached in Gen.Choose(0, input)
        from created in Gen.Choose(0, input - cached)
        from output in Gen.Choose(0, 50_000)
        from reasoning in Gen.Choose(0, output)
        select new TokenUsage(input, output) { CachedInputTokens = cached, CacheCreationInputTokens = created, ReasoningTokens = reasoning }).ToArbitrary();

    [Fact]
    public void Buckets_AddUpToTheTokens() => Prop.ForAll(s_usage, usage =>
    {
        Dictionary<string, decimal> buckets = UsageBuckets.Of(usage);
        return buckets.Where(bucket => bucket.Key != "total").Sum(bucket => bucket.Value) == usage.TotalTokens && buckets.Values.All(count => count >= 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cost_IsTheSumOfItsDetailsAndNeverNegative() => Prop.ForAll(Gen.Elements(s_models).ToArbitrary(), s_usage, (model, usage) =>
        PriceBook.Default.CostOf(model, usage) is not { } cost
        || (cost.TotalUsd ?? 0) == cost.Details.Where(part => part.Key != "total").Sum(part => part.Value)
        || cost.Details.Keys.Single() == "total").QuickCheckThrowOnFailure();

    [Fact]
    public void Cost_GrowsWithOutput() => Prop.ForAll(Gen.Elements(s_models).ToArbitrary(), s_usage, (model, usage) =>
        PriceBook.Default.CostOf(model, usage)?.TotalUsd is not { } cost
        || PriceBook.Default.CostOf(model, usage with { OutputTokens = usage.OutputTokens + 1_000 })?.TotalUsd >= cost).QuickCheckThrowOnFailure();

    [Fact]
    public void Usage_AdditionIsMemberByMember() => Prop.ForAll(s_usage, s_usage, (a, b) =>
        (a + b).TotalTokens == a.TotalTokens + b.TotalTokens && a + b == b + a && a + default(TokenUsage) == a).QuickCheckThrowOnFailure();
}
