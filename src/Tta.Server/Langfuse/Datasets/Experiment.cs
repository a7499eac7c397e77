using Tta.Model;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>A run as an experiment: from the first of its work to the last.</summary>
internal sealed record Experiment(DatasetRun Run, int ItemCount, long StartNs, long EndNs)
{
    public static Experiment Of(DatasetRun run, IReadOnlyList<DatasetRunItem> items, ExperimentTimes times) => items.Count == 0
        ? new Experiment(run, 0, run.CreatedMs * 1_000_000, run.CreatedMs * 1_000_000)
        : new Experiment(run, items.Count, items.Min(item => times.Of(item).StartNs), items.Max(item => times.Of(item).EndNs));
}
