namespace Tta.Observability;

/// <summary>Queue in front of an exporter (<c>OTEL_BSP_*</c> for spans, <c>OTEL_BLRP_*</c> for log records).</summary>
internal sealed record BatchSettings(int QueueSize, int DelayMs, int TimeoutMs, int BatchSize)
{
    public static BatchSettings Resolve(string prefix, int defaultDelayMs, EnvironmentSettings environment)
    {
        int queueSize = environment.Number(prefix + "_MAX_QUEUE_SIZE", 1) ?? 2_048;
        return new BatchSettings(
            queueSize,
            environment.Number(prefix + "_SCHEDULE_DELAY", 1) ?? defaultDelayMs,
            environment.Number(prefix + "_EXPORT_TIMEOUT", 1) ?? 30_000,
            Math.Min(environment.Number(prefix + "_MAX_EXPORT_BATCH_SIZE", 1) ?? 512, queueSize));
    }
}
