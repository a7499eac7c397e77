using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Percentiles and histograms of values that are all there.</summary>
internal static class Distribution
{
    /// <summary>Percentile, interpolated between neighbours.</summary>
    public static LlmValue Percentile(List<double> values, LlmFunction function)
    {
        double ratio = function switch
        {
            LlmFunction.P50 => 0.50,
            LlmFunction.P75 => 0.75,
            LlmFunction.P90 => 0.90,
            LlmFunction.P95 => 0.95,
            _ => 0.99,
        };
        values.Sort();
        double rank = ratio * (values.Count - 1);
        int lower = (int)rank;
        int upper = Math.Min(lower + 1, values.Count - 1);
        return new LlmValue((decimal)(values[lower] + ((values[upper] - values[lower]) * (rank - lower))));
    }

    /// <summary>Counts in bins of equal width; one bin when all values are equal.</summary>
    public static LlmValue Histogram(List<double> values, int bins)
    {
        (double min, double max) = (values[0], values[0]);
        foreach (double value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        if (min == max)
        {
            return new LlmValue(null, [new LlmBin(min, max, values.Count)]);
        }

        long[] counts = new long[bins];
        double width = (max - min) / bins;
        foreach (double value in values)
        {
            counts[Math.Min(bins - 1, (int)((value - min) / width))]++;
        }

        var result = new LlmBin[bins];
        for (int i = 0; i < bins; i++)
        {
            result[i] = new LlmBin(min + (i * width), i == bins - 1 ? max : min + ((i + 1) * width), counts[i]);
        }

        return new LlmValue(null, result);
    }
}
