namespace Tta.Query.PromQl;

/// <summary>The times at which an expression is evaluated.</summary>
/// <param name="StartMs">First time, Unix milliseconds.</param>
/// <param name="StepMs">Distance; 1 or more.</param>
/// <param name="Count">Number of times; 0 or more.</param>
internal readonly record struct EvaluationSteps(long StartMs, long StepMs, int Count)
{
    public long EndInclusiveMs => StartMs + ((Count - 1) * StepMs);

    public long TimeAt(int index) => StartMs + (index * StepMs);

    public static EvaluationSteps Single(long timeMs) => new(timeMs, 1, 1);
}
