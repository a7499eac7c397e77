using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>
/// A series evaluated at all steps: one value per step, a stale marker where there is none. Stale markers of the data never get
/// this far and no computation yields one, so the marker is free to mean absence.
/// </summary>
internal sealed class SeriesColumn(Labels labels, double[] values, bool dropsName)
{
    public Labels Labels { get; set; } = labels;

    public double[] Values { get; } = values;

    /// <summary>True when the metric name goes at the end: until then label functions still see it.</summary>
    public bool DropsName { get; set; } = dropsName;

    public static double Absent => StaleMarker.Value;

    public static bool IsAbsent(double value) => StaleMarker.Is(value);

    public bool HasValues()
    {
        foreach (double value in Values)
        {
            if (!IsAbsent(value))
            {
                return true;
            }
        }

        return false;
    }
}
