namespace Tta.Query.PromQl;

/// <summary>The samples of one series in the window of one step; at least one.</summary>
internal readonly ref struct Window(ReadOnlySpan<long> timesMs, ReadOnlySpan<double> values, long evaluationMs, double first, double second)
{
    public ReadOnlySpan<long> TimesMs { get; } = timesMs;

    public ReadOnlySpan<double> Values { get; } = values;

    /// <summary>Evaluation time, before offset.</summary>
    public long EvaluationMs { get; } = evaluationMs;

    /// <summary>First scalar argument of the call.</summary>
    public double FirstParameter { get; } = first;

    /// <summary>Second scalar argument of the call.</summary>
    public double SecondParameter { get; } = second;
}
