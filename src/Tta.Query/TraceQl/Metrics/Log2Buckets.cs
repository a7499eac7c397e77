// Spec: Tempo 3, Log2Bucketize and Log2Quantile of pkg/traceql/engine_metrics.go. Difference: floats have buckets, too.
using System.Numerics;

namespace Tta.Query.TraceQl;

/// <summary>Histogram buckets whose bounds are powers of two; for durations powers of two of nanoseconds, told in seconds.</summary>
internal static class Log2Buckets
{
    /// <summary>The upper bound of the bucket of a value; NaN for values that have none: below two (of nanoseconds), not positive, no number.</summary>
    public static double BoundOf(in Static value) => value.Type switch
    {
        StaticType.Duration when value.Bits >= 2 => RoundUp(value.Bits) / 1e9,
        StaticType.Int when value.Bits >= 2 => RoundUp(value.Bits),
        StaticType.Float when value.Number > 0 && double.IsFinite(value.Number) => RoundUp(value.Number),
        _ => double.NaN,
    };

    /// <summary>The value below which a part of the counted values lies, interpolated within its bucket.</summary>
    /// <param name="quantile">The part, 0-1.</param>
    /// <param name="buckets">Counts by upper bound.</param>
    public static double Quantile(double quantile, SortedList<double, long> buckets)
    {
        long total = 0;
        for (int i = 0; i < buckets.Count; i++)
        {
            total += buckets.GetValueAtIndex(i);
        }

        if (total == 0)
        {
            return 0;
        }

        long wanted = Math.Max(1, (long)Math.Ceiling(quantile * total));
        long seen = 0;
        int bucket = 0;
        for (; bucket < buckets.Count - 1 && seen + buckets.GetValueAtIndex(bucket) < wanted; bucket++)
        {
            seen += buckets.GetValueAtIndex(bucket);
        }

        double bound = buckets.GetKeyAtIndex(bucket);
        long count = buckets.GetValueAtIndex(bucket);
        if (seen + count == wanted)
        {
            return bound;
        }

        double max = Math.Log2(bound);
        double min = bucket > 0 ? Math.Log2(buckets.GetKeyAtIndex(bucket - 1)) : max - 1;
        return Math.Pow(2, min + ((max - min) * (wanted - seen) / count));
    }

    private static double RoundUp(long value) => Math.ScaleB(1, 64 - BitOperations.LeadingZeroCount((ulong)value - 1));

    private static double RoundUp(double value)
    {
        int exponent = Math.ILogB(value);
        return Math.ScaleB(1, exponent) == value ? value : Math.ScaleB(1, exponent + 1);
    }
}
