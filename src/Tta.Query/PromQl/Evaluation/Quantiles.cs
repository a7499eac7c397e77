namespace Tta.Query.PromQl;

/// <summary>Quantile of a set of values.</summary>
internal static class Quantiles
{
    /// <summary>Linear interpolation between the two nearest ranks; NaN counts as smallest. Sorts the values.</summary>
    public static double Of(double quantile, Span<double> values)
    {
        if (values.IsEmpty || double.IsNaN(quantile))
        {
            return double.NaN;
        }

        if (quantile is < 0 or > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        values.Sort();
        double rank = quantile * (values.Length - 1);
        int lower = (int)Math.Floor(rank);
        int upper = Math.Min(lower + 1, values.Length - 1);
        double weight = rank - lower;
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }
}
