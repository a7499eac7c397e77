using Tta.Model;
using Tta.Pricing;
using Tta.Storage.Llm;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>What a call costs, by which prices, and what it would cost by others.</summary>
public sealed class LlmPricingTests
{
    private static readonly Dictionary<string, long> s_usage = new() { ["input"] = 1_000, ["output"] = 100 };

    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private readonly OwnPrices _prices = new(Book("v1", input: 2, output: 10));
    private FaultyFileSystem _files = new();

    [Fact]
    public async Task Cost_IsComputedOnceModelAndUsageAreKnown_AndPinned()
    {
        await using (LlmStore store = Open())
        {
            await AppendAsync(store, Call("a") with { Model = "own" });
            Assert.Null((await store.ObservationAsync("a", null, default))!.TotalCost);
            await AppendAsync(store, Call("a") with { UsageDetails = s_usage });
        }

        _prices.Prices = Book("v2", input: 4, output: 20);
        _files = _files.AfterKill();
        await using LlmStore reopened = Open();
        LlmObservation call = (await reopened.ObservationAsync("a", null, default))!;
        Assert.Equal(("own", "Standard", "v1", 0.003m), (call.PricedAs, call.PricingTier, call.PriceVersion, call.TotalCost));
        Assert.Equal(new Dictionary<string, decimal> { ["input"] = 0.002m, ["output"] = 0.001m, ["total"] = 0.003m }, call.CostDetails);
        await AppendAsync(reopened, Call("b") with { Model = "own", UsageDetails = s_usage });
        Assert.Equal("v2", (await reopened.ObservationAsync("b", null, default))!.PriceVersion);
    }

    [Fact]
    public async Task Cost_OfACallThatStartsAndEndsInOneBatch_IsComputed()
    {
        await using LlmStore store = Open();
        await AppendAsync(store, Call("a") with { Model = "own" }, Call("a") with { UsageDetails = s_usage });
        Assert.Equal(0.003m, (await store.ObservationAsync("a", null, default))!.TotalCost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cost_OfACallWhoseUpdateNamesNoTrace_IsThatOfTheUpdate(bool oneBatch)
    {
        await using LlmStore store = Open();
        LlmObservationChange create = Call("a") with { Model = "own", UsageDetails = s_usage };
        LlmObservationChange update = Call("a") with { TraceId = null, EventNs = TestStore.StartNs + 1, UsageDetails = new Dictionary<string, long> { ["input"] = 2_000 } };
        foreach (LlmObservationChange[] reports in oneBatch ? [[create, update]] : (LlmObservationChange[][])[[create], [update]])
        {
            await AppendAsync(store, reports);
        }

        LlmObservation call = (await store.ObservationAsync("a", null, default))!;
        Assert.Equal(("t", 2_000L, 0.004m), (call.TraceId, call.UsageDetails["input"], call.TotalCost));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cost_OfACallWhoseUpdateWithoutTraceCameFirst_IsComputed(bool oneBatch)
    {
        await using LlmStore store = Open();
        LlmObservationChange update = Call("a") with { TraceId = null, EventNs = TestStore.StartNs + 1, UsageDetails = s_usage };
        LlmObservationChange create = Call("a") with { Model = "own" };
        foreach (LlmObservationChange[] reports in oneBatch ? [[update, create]] : (LlmObservationChange[][])[[update], [create]])
        {
            await AppendAsync(store, reports);
        }

        LlmObservation call = (await store.ObservationAsync("a", null, default))!;
        Assert.Equal(("t", 0.003m), (call.TraceId, call.TotalCost));
    }

    [Fact]
    public async Task Cost_ThatIsGiven_WinsWheneverItArrives()
    {
        await using LlmStore store = Open();
        var given = new Dictionary<string, decimal> { ["input"] = 1, ["output"] = 2 };
        await AppendAsync(store, Call("a") with { CostDetails = given });
        await AppendAsync(store, Call("a") with { Model = "own", UsageDetails = s_usage });
        await AppendAsync(store, Call("b") with { Model = "own", UsageDetails = s_usage });
        await AppendAsync(store, Call("b") with { CostDetails = given });
        foreach (string id in (string[])["a", "b"])
        {
            LlmObservation call = (await store.ObservationAsync(id, null, default))!;
            Assert.Equal((3m, null), (call.TotalCost, call.PriceVersion));
        }
    }

    [Fact]
    public async Task Tier_IsChosenByTheParametersOfTheRequest_AlsoWhenHistoryIsPricedAnew()
    {
        var tier = new PricingTier("", "Flex", new Dictionary<string, decimal> { ["input"] = 1e-6m, ["output"] = 5e-6m })
        {
            Conditions = [TierCondition.AttributeIn(AttributeSource.ModelParameters, "service_tier", "flex")],
        };
        var standard = new PricingTier("", "Standard", new Dictionary<string, decimal> { ["input"] = 2e-6m, ["output"] = 10e-6m }) { IsDefault = true };
        _prices.Prices = new PriceBook("tiers", new ModelPrice("own", "^own$", standard, tier));
        await using LlmStore store = Open();
        await AppendAsync(
            store,
            Call("a") with { Model = "own", UsageDetails = s_usage, ModelParametersJson = """{"service_tier":"flex"}""" },
            Call("b") with { Model = "own", UsageDetails = s_usage, ModelParametersJson = """{"temperature":1}""" });
        Assert.Equal("Flex", (await store.ObservationAsync("a", null, default))!.PricingTier);
        Assert.Equal("Standard", (await store.ObservationAsync("b", null, default))!.PricingTier);
        Assert.Equal(0.0015m + 0.003m, await SumAsync(store, null));
        Assert.Equal(0.0015m + 0.003m, await SumAsync(store, ""));
    }

    [Fact]
    public async Task Repricing_AsksWhatAnotherModelOrThePricesOfNowWouldCost()
    {
        await using LlmStore store = Open();
        await AppendAsync(
            store,
            Call("a") with { Model = "own", UsageDetails = s_usage },
            Call("b") with { Model = "nobody-knows", UsageDetails = s_usage, CostDetails = new Dictionary<string, decimal> { ["total"] = 1 } },
            Call("c") with { Type = LlmObservationType.Span });
        _prices.Prices = Book("v2", input: 4, output: 20);
        Assert.Equal(1.003m, await SumAsync(store, null));
        Assert.Equal(1.006m, await SumAsync(store, "")); // The unknown model keeps the cost that was given.
        Assert.Equal(0.012m, await SumAsync(store, "own"));
        Assert.Equal(1.003m, await SumAsync(store, "no such model"));
    }

    [Fact]
    public async Task Prices_FinerThanTheUnitsInMemory_AreExactAllTheSame()
    {
        var standard = new PricingTier("", "Standard", new Dictionary<string, decimal> { ["input"] = 1e-17m }) { IsDefault = true };
        _prices.Prices = new PriceBook("fine", new ModelPrice("own", "^own$", standard));
        await using LlmStore store = Open();
        await AppendAsync(store, Call("a") with { Model = "own", UsageDetails = s_usage }, Call("b") with { Model = "own", UsageDetails = s_usage });
        Assert.Equal(2e-14m, await SumAsync(store, null));
        Assert.Equal(2e-14m, await SumAsync(store, ""));
        Assert.Equal(1e-14m, (await store.ObservationAsync("a", null, default))!.TotalCost);
    }

    [Fact]
    public async Task ShippedPrices_AreUsedByDefault()
    {
        await using LlmStore store = LlmStore.Open(TestStore.Options(_files, _clock));
        await AppendAsync(store, Call("a") with { Model = "gpt-4o", UsageDetails = s_usage });
        LlmObservation call = (await store.ObservationAsync("a", null, default))!;
        Assert.Equal((0.0035m, PriceBook.Default.Version), (call.TotalCost, call.PriceVersion));
    }

    private static LlmObservationChange Call(string id) =>
        new() { Id = id, TraceId = "t", EventNs = TestStore.StartNs, StartNs = TestStore.StartNs, Type = LlmObservationType.Generation };

    private static PriceBook Book(string version, decimal input, decimal output) => new(version, ModelPrice.PerMillionTokens("own", input, output));

    private static async Task AppendAsync(LlmStore store, params LlmObservationChange[] reports)
    {
        var batch = new LlmBatch();
        batch.Observations.AddRange(reports);
        await store.AppendAsync(batch, default);
    }

    private static async Task<decimal> SumAsync(LlmStore store, string? repriceAs)
    {
        var question = new LlmAggregation { Measures = [new LlmMeasure(LlmField.TotalCost, LlmFunction.Sum)], RepriceAs = repriceAs };
        return Assert.Single((await store.AggregateAsync(question, default)).Value).Values[0].Number!.Value;
    }

    private LlmStore Open() => LlmStore.Open(TestStore.Options(_files, _clock), _prices);

    private sealed class OwnPrices(PriceBook book) : IPriceSource
    {
        public PriceBook Prices { get; set; } = book;
    }
}
