using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Percentiles and histograms of values that are all there.</summary>
internal static class Distribution
{
    /// <summary>Percentile, interpolated between neighbours.</summary>
    public static LlmValue Percentile(Samples samples, LlmFunction function)
    {
        double ratio = function switch
        {
            LlmFunction.P50 => 0.50,
            LlmFunction.P75 => 0.75,
            LlmFunction.P90 => 0.90,
            LlmFunction.P95 => 0.95,
            _ => 0.99,
        };
        Span<double> all = samples.Values;
        double rank = ratio * (all.Length - 1);
        int lower = (int)rank;
        double at = Select(all, lower);
        double next = lower + 1 < all.Length ? Least(all[(lower + 1)..]) : at;
        return new LlmValue((decimal)(at + ((next - at) * (rank - lower))));
    }

    /// <summary>Puts the value of a rank into its place, lesser ones before it and greater ones behind it (Hoare's selection).</summary>
    private static double Select(Span<double> values, int rank)
    {
        int left = 0;
        int right = values.Length - 1;
        while (left < right)
        {
            double pivot = Median(values[left], values[left + ((right - left) / 2)], values[right]);
            int i = left;
            int j = right;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
            {
                right = j;
            }
            else if (rank >= i)
            {
                left = i;
            }
            else
            {
                break;
            }
        }

        return values[rank];
    }

    private static double Median(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static double Least(ReadOnlySpan<double> values)
    {
        double least = values[0];
        foreach (double value in values)
        {
            least = Math.Min(least, value);
        }

        return least;
    }

    /// <summary>Counts in bins of equal width; one bin when all values are equal.</summary>
    public static LlmValue Histogram(Samples samples, int bins)
    {
        ReadOnlySpan<double> values = samples.Values;
        (double min, double max) = (values[0], values[0]);
        foreach (double value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        if (min == max)
        {
            return new LlmValue(null, [new LlmBin(min, max, values.Length)]);
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
