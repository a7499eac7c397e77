using System.Diagnostics;

namespace Tta.Server.SelfMetrics;

/// <summary>Memory, processor time and start of this process, under the names every Prometheus client uses.</summary>
internal static class ProcessMetrics
{
    public static void AddTo(ServerMetrics metrics, TimeProvider time)
    {
        using var self = Process.GetCurrentProcess();
        double startSeconds = new DateTimeOffset(self.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
        metrics.Add(new GaugeFamily("process_start_time_seconds", "Start of the process, Unix seconds.", () => [("", startSeconds)]));
        metrics.Add(new GaugeFamily(
            "process_cpu_seconds_total", "Processor time used, user and system.", static () => [("", CpuSeconds())], type: "counter"));
        metrics.Add(new GaugeFamily("process_resident_memory_bytes", "Resident memory.", static () => [("", Environment.WorkingSet)]));
        metrics.Add(new GaugeFamily("process_uptime_seconds", "Time since the start of the process.",
            () => [("", (time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0) - startSeconds)]));
        metrics.Add(new GaugeFamily("dotnet_gc_heap_size_bytes", "Managed memory in use.", static () => [("", GC.GetTotalMemory(false))]));
    }

    private static double CpuSeconds()
    {
        Environment.ProcessCpuUsage usage = Environment.CpuUsage;
        return usage.TotalTime.TotalSeconds;
    }
}
