namespace Tta.Primitives;

/// <summary>How a setting follows from what executions needed.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="Baseline">The value that the author gave.</param>
/// <param name="Minimum">No lower value is ever used.</param>
/// <param name="Maximum">No higher value is ever used.</param>
/// <param name="Propose">From the values that executions needed, sorted, at least one; the part that failed for want of more; the value in use.</param>
internal sealed record SettingRule(
    string Name, string Unit, double Baseline, double Minimum, double Maximum, Func<double[], double, double, double> Propose)
{
    /// <summary>
    /// A timeout follows the times that executions took: the 95th percentile and a fifth more; half as much again when more than one in
    /// twenty timed out; twice the 99th percentile when more than one in ten did.
    /// </summary>
    public static double Timeout(double[] seconds, double failureRatio, double inUse) => failureRatio switch
    {
        > 0.10 => Percentile(seconds, 0.99) * 2.0,
        > 0.05 => Percentile(seconds, 0.95) * 1.5,
        _ => Percentile(seconds, 0.95) * 1.2,
    };

    /// <summary>
    /// Retries follow those that brought success: as many as 95 of 100 successes needed, and one more while the last one still helps and
    /// executions fail all the same. Where retries bring nothing, few remain.
    /// </summary>
    public static double Retries(double[] retries, double failureRatio, double inUse)
    {
        double needed = Percentile(retries, 0.95);
        return failureRatio > 0.05 && needed >= inUse && inUse > 0 ? inUse + 1 : needed;
    }

    /// <summary>A time to live follows the ages at which entries are asked for again: half as long again as the 95th percentile.</summary>
    public static double TimeToLive(double[] ages, double failureRatio, double inUse) => Percentile(ages, 0.95) * 1.5;

    /// <summary>The value that a part of the sorted values does not exceed.</summary>
    internal static double Percentile(double[] sorted, double part) => sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
}
