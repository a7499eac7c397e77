using Tta.Model;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>A run as an experiment: from its first link to its last.</summary>
internal sealed record Experiment(DatasetRun Run, int ItemCount, long StartMs, long EndMs)
{
    public static Experiment Of(DatasetRun run, IReadOnlyList<DatasetRunItem> items) => items.Count == 0
        ? new Experiment(run, 0, run.CreatedMs, run.CreatedMs)
        : new Experiment(run, items.Count, items.Min(item => item.CreatedMs), items.Max(item => item.CreatedMs));
}
