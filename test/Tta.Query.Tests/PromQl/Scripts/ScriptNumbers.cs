using Tta.Model;

namespace Tta.Query.Tests.PromQl.Scripts;

internal static class ScriptNumbers
{
    private const double Tolerance = 1e-6;

    /// <summary>Equal up to a relative 1e-6; any NaN equals any NaN; stale equals only stale.</summary>
    public static bool AreEqual(double a, double b)
    {
        if (StaleMarker.Is(a) || StaleMarker.Is(b))
        {
            return StaleMarker.Is(a) && StaleMarker.Is(b);
        }

        if (a == b || (double.IsNaN(a) && double.IsNaN(b)))
        {
            return true;
        }

        double sum = Math.Abs(a) + Math.Abs(b);
        double difference = Math.Abs(a - b);
        return a == 0 || b == 0 || sum < 2.2250738585072014e-308
            ? difference < Tolerance * 2.2250738585072014e-308
            : difference / Math.Min(sum, double.MaxValue) < Tolerance;
    }
}
