using System.Buffers;

namespace Tta.Query.PromQl;

internal static partial class WindowFunctions
{
    private static bool Over<TAccumulator>(in Window window, out double value)
        where TAccumulator : struct, IAccumulator
    {
        TAccumulator accumulator = default;
        foreach (double sample in window.Values)
        {
            accumulator.Add(sample);
        }

        value = accumulator.Value;
        return true;
    }

    private static bool First(in Window window, out double value)
    {
        value = window.Values[0];
        return true;
    }

    private static bool Last(in Window window, out double value)
    {
        value = window.Values[^1];
        return true;
    }

    private static bool TimeOfFirst(in Window window, out double value)
    {
        value = window.TimesMs[0] / 1000.0;
        return true;
    }

    private static bool TimeOfLast(in Window window, out double value)
    {
        value = window.TimesMs[^1] / 1000.0;
        return true;
    }

    private static bool TimeOfMax(in Window window, out double value) => TimeOfExtreme(window, sign: 1, out value);

    private static bool TimeOfMin(in Window window, out double value) => TimeOfExtreme(window, sign: -1, out value);

    private static bool TimeOfExtreme(in Window window, int sign, out double value)
    {
        int best = 0;
        for (int i = 1; i < window.Values.Length; i++)
        {
            if (sign * window.Values[i] >= sign * window.Values[best] || double.IsNaN(window.Values[best]))
            {
                best = i;
            }
        }

        value = window.TimesMs[best] / 1000.0;
        return true;
    }

    private static bool Quantile(in Window window, out double value)
    {
        double[] sorted = ArrayPool<double>.Shared.Rent(window.Values.Length);
        window.Values.CopyTo(sorted);
        value = Quantiles.Of(window.FirstParameter, sorted.AsSpan(0, window.Values.Length));
        ArrayPool<double>.Shared.Return(sorted);
        return true;
    }

    private static bool MedianDeviation(in Window window, out double value)
    {
        int count = window.Values.Length;
        foreach (double sample in window.Values)
        {
            if (double.IsNaN(sample))
            {
                value = double.NaN;
                return true;
            }
        }

        double[] sorted = ArrayPool<double>.Shared.Rent(count);
        window.Values.CopyTo(sorted);
        double median = Quantiles.Of(0.5, sorted.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            sorted[i] = Math.Abs(window.Values[i] - median);
        }

        value = Quantiles.Of(0.5, sorted.AsSpan(0, count));
        ArrayPool<double>.Shared.Return(sorted);
        return true;
    }

    private static bool InstantDelta(in Window window, out double value)
    {
        int count = window.Values.Length;
        value = count < 2 ? 0 : window.Values[^1] - window.Values[^2];
        return count >= 2 && window.TimesMs[^1] != window.TimesMs[^2];
    }

    private static bool InstantRate(in Window window, out double value)
    {
        value = 0;
        if (window.Values.Length < 2 || window.TimesMs[^1] == window.TimesMs[^2])
        {
            return false;
        }

        // A fall is a reset of the counter to zero.
        double rise = window.Values[^1] < window.Values[^2] ? window.Values[^1] : window.Values[^1] - window.Values[^2];
        value = rise / ((window.TimesMs[^1] - window.TimesMs[^2]) / 1000.0);
        return true;
    }
}
