using Tta.Model;
using Tta.Query.PromQl;
using Tta.TestKit;

namespace Tta.Query.Tests.PromQl;

/// <summary>From decoded samples to a column of results nothing is allocated per sample or per step.</summary>
public sealed class AllocationTests
{
    private const int SampleCount = 2_000;

    [Theory]
    [InlineData("sum_over_time")]
    [InlineData("avg_over_time")]
    [InlineData("max_over_time")]
    [InlineData("stddev_over_time")]
    [InlineData("quantile_over_time")]
    [InlineData("irate")]
    [InlineData("deriv")]
    public void Window_functions_allocate_nothing(string name)
    {
        Assert.True(WindowFunctions.TryGet(name, out WindowFunctions.Entry? entry));
        (SeriesSamples samples, WindowedSeries windows, EvaluationSteps steps) = Data();
        var target = new double[steps.Count];
        var parameter = new double[steps.Count];
        bool any = false;
        double perCall = Allocations.PerCall(() => any = WindowFunctions.Fill(entry.Function, samples, windows, steps, parameter, [], target));
        Assert.True(any);
        Assert.Equal(0, perCall);
    }

    [Fact]
    public void Rate_allocates_nothing()
    {
        (SeriesSamples samples, WindowedSeries windows, EvaluationSteps steps) = Data();
        var target = new double[steps.Count];
        var resets = new List<int>();
        RateFunctions.FindResets(samples.Values, resets);
        Assert.NotEmpty(resets);
        bool any = false;
        double perCall = Allocations.PerCall(
            () => any = RateFunctions.Fill(samples, windows, steps, isCounter: true, isRate: true, resets, target));
        Assert.True(any);
        Assert.Equal(0, perCall);
    }

    private static (SeriesSamples Samples, WindowedSeries Windows, EvaluationSteps Steps) Data()
    {
        long[] timesMs = Enumerable.Range(0, SampleCount).Select(i => i * 15_000L).ToArray();
        double[] values = Enumerable.Range(0, SampleCount).Select(i => i % 700 * 1.5).ToArray();
        var samples = new SeriesSamples(Labels.Of("__name__", "m_total"), timesMs, values, SampleCount);
        var windows = new WindowedSeries([], RangeMs: 300_000, OffsetMs: 0, FixedMs: null);
        return (samples, windows, new EvaluationSteps(0, 60_000, SampleCount / 4));
    }
}
