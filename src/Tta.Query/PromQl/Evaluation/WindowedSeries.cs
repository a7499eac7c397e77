namespace Tta.Query.PromQl;

/// <summary>A range vector: series and where the window of each step lies.</summary>
/// <param name="Runs">The series.</param>
/// <param name="RangeMs">Length of the window.</param>
/// <param name="OffsetMs">How far before the evaluation time the window ends.</param>
/// <param name="FixedMs">Takes the place of the evaluation time.</param>
internal sealed record WindowedSeries(List<SampleRun> Runs, long RangeMs, long OffsetMs, long? FixedMs)
{
    /// <summary>Whether samples outside the window count.</summary>
    public RangeExtension Extension { get; init; }

    public long EndOf(long evaluationMs) => (FixedMs ?? evaluationMs) - OffsetMs;
}
