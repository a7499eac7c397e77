using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Wire.Logs;

/// <summary>What the log formats check alike.</summary>
internal static class LogLimits
{
    /// <summary>Label names that stand in for a missing service name, best first (Loki's discover_service_name).</summary>
    public static byte[][] ServiceNames { get; } = Array.ConvertAll(
        (string[])["service", "app", "application", "app_name", "name", "app_kubernetes_io_name", "container", "container_name", "k8s_container_name",
            "component", "workload", "job", "k8s_job_name"],
        System.Text.Encoding.UTF8.GetBytes);

    public static string LineTooLong(int lengthBytes, Limits limits) =>
        $"max entry size '{limits.MaxLogLineBytes}' bytes exceeded while adding an entry with length '{lengthBytes}' bytes (limits.max_log_line_bytes)";

    public static string TooManyLabels(int count, Limits limits) =>
        $"a log entry has {count} structured metadata labels, the limit is {limits.MaxLogMetadataLabels} (limits.max_log_metadata_labels)";

    public static int CountLabels(ReadOnlySpan<byte> encoded)
    {
        int count = 0;
        while (EncodedLabels.TryRead(ref encoded, out _, out _))
        {
            count++;
        }

        return count;
    }

    /// <summary>The level that a collected label tells, if any has a name such as level or severity.</summary>
    public static bool TryFindLevel(LabelCollector labels, out ReadOnlySpan<byte> level)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (LevelDetector.IsLevelName(labels.NameAt(i)) && LevelDetector.TryNormalize(labels.ValueAt(i), out level))
            {
                return true;
            }
        }

        level = default;
        return false;
    }
}
