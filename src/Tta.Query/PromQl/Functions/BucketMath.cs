namespace Tta.Query.PromQl;

/// <summary>Quantiles and fractions of classic histograms, by linear interpolation inside buckets. Buckets come sorted by bound.</summary>
internal static class BucketMath
{
    // Relative differences this small come from rounding, not from observations.
    private const double Tolerance = 1e-12;

    /// <summary>The value below which the given share of observations lies.</summary>
    /// <param name="wasForced">Set when counts had to be raised to never fall.</param>
    public static double Quantile(double quantile, List<Bucket> buckets, ref bool wasForced)
    {
        if (double.IsNaN(quantile))
        {
            return double.NaN;
        }

        if (quantile is < 0 or > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!double.IsPositiveInfinity(buckets[^1].UpperBound))
        {
            return double.NaN;
        }

        MergeEqualBounds(buckets);
        wasForced |= MakeMonotonic(buckets);
        double total = buckets[^1].Count;
        if (buckets.Count < 2 || total == 0 || double.IsNaN(total))
        {
            return double.NaN;
        }

        double rank = quantile * total;
        int b = 0;
        while (b < buckets.Count - 1 && !(buckets[b].Count >= rank))
        {
            b++;
        }

        if (b == buckets.Count - 1)
        {
            return buckets[^2].UpperBound;
        }

        if (b == 0)
        {
            return buckets[0].UpperBound <= 0 ? buckets[0].UpperBound : buckets[0].UpperBound * (rank / buckets[0].Count);
        }

        double start = buckets[b - 1].UpperBound;
        double below = buckets[b - 1].Count;
        return start + ((buckets[b].UpperBound - start) * ((rank - below) / (buckets[b].Count - below)));
    }

    /// <summary>The share of observations between two values.</summary>
    public static double Fraction(double lower, double upper, List<Bucket> buckets)
    {
        if (!double.IsPositiveInfinity(buckets[^1].UpperBound))
        {
            return double.NaN;
        }

        MergeEqualBounds(buckets);
        double total = buckets[^1].Count;
        if (total == 0 || double.IsNaN(total) || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }

        return lower >= upper ? 0 : (RankOf(upper, buckets) - RankOf(lower, buckets)) / total;
    }

    // How many observations lie below a value. The first bucket begins at 0 when its bound is positive.
    private static double RankOf(double value, List<Bucket> buckets)
    {
        double below = 0;
        double start = buckets[0].UpperBound > 0 ? 0 : double.NegativeInfinity;
        foreach (Bucket bucket in buckets)
        {
            if (start >= value)
            {
                return below;
            }

            if (bucket.UpperBound > value)
            {
                // In a bucket without end nothing is known about where the observations lie; they count as far out.
                double share = double.IsInfinity(start) ? 1
                    : double.IsInfinity(bucket.UpperBound) ? 0
                    : (value - start) / (bucket.UpperBound - start);
                return below + ((bucket.Count - below) * share);
            }

            below = bucket.Count;
            start = bucket.UpperBound;
        }

        return Math.Min(below, buckets[^1].Count);
    }

    private static void MergeEqualBounds(List<Bucket> buckets)
    {
        int kept = 0;
        for (int i = 1; i < buckets.Count; i++)
        {
            if (buckets[i].UpperBound == buckets[kept].UpperBound)
            {
                buckets[kept] = buckets[kept] with { Count = buckets[kept].Count + buckets[i].Count };
            }
            else
            {
                buckets[++kept] = buckets[i];
            }
        }

        buckets.RemoveRange(kept + 1, buckets.Count - kept - 1);
    }

    private static bool MakeMonotonic(List<Bucket> buckets)
    {
        bool forced = false;
        double previous = buckets[0].Count;
        for (int i = 1; i < buckets.Count; i++)
        {
            double count = buckets[i].Count;
            if (count == previous)
            {
                continue;
            }

            bool isNoise = Math.Abs(count - previous) < Tolerance * (Math.Abs(count) + Math.Abs(previous));
            if (isNoise || count < previous)
            {
                buckets[i] = buckets[i] with { Count = previous };
                forced |= !isNoise;
                continue;
            }

            previous = count;
        }

        return forced;
    }
}
