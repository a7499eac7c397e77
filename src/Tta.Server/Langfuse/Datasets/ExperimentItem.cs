using Tta.Model;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>What an experiment did with an item, as far as it is known.</summary>
/// <param name="Run">The experiment.</param>
/// <param name="Link">The link.</param>
/// <param name="Item">The item as it was then; null when it is gone.</param>
/// <param name="Observation">The observation that was linked; null when it has not arrived, or the trace was linked.</param>
/// <param name="Trace">The trace, where there is no observation.</param>
/// <param name="Scores">Scores of the trace, if they were asked for.</param>
internal sealed record ExperimentItem(
    DatasetRun Run, DatasetRunItem Link, DatasetItem? Item, LlmObservation? Observation, LlmTrace? Trace, IReadOnlyList<LlmScore>? Scores);
