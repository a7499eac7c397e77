namespace Tta.Query.PromQl;

internal static partial class WindowFunctions
{
    private static bool Deriv(in Window window, out double value)
    {
        value = 0;
        if (window.Values.Length < 2)
        {
            return false;
        }

        (value, _) = Regression(window, window.TimesMs[0]);
        return true;
    }

    private static bool PredictLinear(in Window window, out double value)
    {
        value = 0;
        if (window.Values.Length < 2)
        {
            return false;
        }

        (double slope, double intercept) = Regression(window, window.EvaluationMs);
        value = (slope * window.FirstParameter) + intercept;
        return true;
    }

    // Least squares with compensated sums; x in seconds relative to the origin.
    private static (double Slope, double Intercept) Regression(in Window window, long originMs)
    {
        KahanSum sumX = default;
        KahanSum sumY = default;
        KahanSum sumXY = default;
        KahanSum sumX2 = default;
        double firstY = window.Values[0];
        bool constant = true;
        for (int i = 0; i < window.Values.Length; i++)
        {
            double y = window.Values[i];
            double x = (window.TimesMs[i] - originMs) / 1000.0;
            constant &= y == firstY;
            sumX.Add(x);
            sumY.Add(y);
            sumXY.Add(x * y);
            sumX2.Add(x * x);
        }

        if (constant)
        {
            return double.IsInfinity(firstY) ? (double.NaN, double.NaN) : (0, firstY);
        }

        double n = window.Values.Length;
        double covariance = sumXY.Value - (sumX.Value * sumY.Value / n);
        double variance = sumX2.Value - (sumX.Value * sumX.Value / n);
        double slope = covariance / variance;
        return (slope, (sumY.Value / n) - (slope * sumX.Value / n));
    }

    private static bool Smooth(in Window window, out double value)
    {
        value = 0;
        if (window.Values.Length < 2)
        {
            return false;
        }

        double previous = 0;
        double level = window.Values[0];
        double trend = window.Values[1] - window.Values[0];
        for (int i = 1; i < window.Values.Length; i++)
        {
            double scaled = window.FirstParameter * window.Values[i];
            trend = i == 1 ? trend : (window.SecondParameter * (level - previous)) + ((1 - window.SecondParameter) * trend);
            previous = level;
            level = scaled + ((1 - window.FirstParameter) * (level + trend));
        }

        value = level;
        return true;
    }
}
