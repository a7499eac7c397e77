using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Functions of range vectors that look at one window at a time. Pointers into the samples only move forward.</summary>
internal static partial class WindowFunctions
{
    private static readonly FrozenDictionary<string, Entry> s_functions = new Dictionary<string, Entry>(StringComparer.Ordinal)
    {
        ["avg_over_time"] = new(Over<MeanAccumulator>),
        ["count_over_time"] = new(Over<CountAccumulator>),
        ["deriv"] = new(Deriv),
        ["double_exponential_smoothing"] = new(Smooth),
        ["first_over_time"] = new(First, KeepsName: true),
        ["idelta"] = new(InstantDelta),
        ["irate"] = new(InstantRate),
        ["last_over_time"] = new(Last, KeepsName: true),
        ["mad_over_time"] = new(MedianDeviation),
        ["max_over_time"] = new(Over<MaxAccumulator>),
        ["min_over_time"] = new(Over<MinAccumulator>),
        ["predict_linear"] = new(PredictLinear),
        ["present_over_time"] = new(Over<GroupAccumulator>),
        ["quantile_over_time"] = new(Quantile),
        ["stddev_over_time"] = new(Over<DeviationAccumulator>),
        ["stdvar_over_time"] = new(Over<VarianceAccumulator>),
        ["sum_over_time"] = new(Over<SumAccumulator>),
        ["ts_of_first_over_time"] = new(TimeOfFirst),
        ["ts_of_last_over_time"] = new(TimeOfLast),
        ["ts_of_max_over_time"] = new(TimeOfMax),
        ["ts_of_min_over_time"] = new(TimeOfMin),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryGet(string name, [NotNullWhen(true)] out Entry? function) => s_functions.TryGetValue(name, out function);

    public static List<SeriesColumn> Evaluate(Evaluator evaluator, Call call, EvaluationSteps steps, Entry entry)
    {
        bool parameterFirst = call.Function.Name == "quantile_over_time";
        int scalars = call.Arguments.Count - 1;
        Expr range = call.Arguments[parameterFirst ? 1 : 0];
        double[]? first = scalars > 0 ? evaluator.Scalar(call.Arguments[parameterFirst ? 0 : 1], steps) : null;
        double[]? second = scalars > 1 ? evaluator.Scalar(call.Arguments[2], steps) : null;
        CheckParameters(evaluator.Context, call, first, second);
        WindowedSeries windows = evaluator.Windows(range, steps);
        var columns = new List<SeriesColumn>(windows.Runs.Count);
        foreach (SampleRun run in windows.Runs)
        {
            double[] values = evaluator.Context.Budget.TakeColumn(steps.Count);
            if (Fill(entry.Function, run.Samples, windows, steps, first, second, values))
            {
                columns.Add(new SeriesColumn(run.Samples.Labels, values, run.DropsName || !entry.KeepsName));
            }
        }

        return columns;
    }

    /// <summary>The hot path: allocates nothing.</summary>
    internal static bool Fill(
        WindowFunction function,
        SeriesSamples samples,
        WindowedSeries windows,
        EvaluationSteps steps,
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> second,
        Span<double> target)
    {
        ReadOnlySpan<long> timesMs = samples.TimesMs;
        ReadOnlySpan<double> values = samples.Values;
        int low = 0;
        int high = 0;
        bool any = false;
        for (int i = 0; i < target.Length; i++)
        {
            long evaluationMs = steps.TimeAt(i);
            WindowPointers.Advance(timesMs, windows.EndOf(evaluationMs), windows.RangeMs, ref low, ref high);
            if (low == high)
            {
                continue;
            }

            var window = new Window(
                timesMs[low..high],
                values[low..high],
                evaluationMs,
                first.IsEmpty ? 0 : first[i],
                second.IsEmpty ? 0 : second[i]);
            if (function(window, out double value))
            {
                target[i] = value;
                any = true;
            }
        }

        return any;
    }

    private static void CheckParameters(QueryContext context, Call call, double[]? first, double[]? second)
    {
        switch (call.Function.Name)
        {
            case "quantile_over_time":
                foreach (double quantile in first!)
                {
                    if (quantile is not (>= 0 and <= 1))
                    {
                        context.Annotations.Warn(
                            $"quantile value should be between 0 and 1, got {GoText.Shortest(quantile)}", call.Arguments[0]);
                    }
                }

                break;
            case "double_exponential_smoothing":
                CheckFactor("smoothing", first!);
                CheckFactor("trend", second!);
                break;
        }
    }

    private static void CheckFactor(string name, double[] factors)
    {
        foreach (double factor in factors)
        {
            if (factor is <= 0 or >= 1)
            {
                string symbol = name == "trend" ? "tf" : "sf";
                throw new PromQlExecutionException(
                    $"invalid {name} factor. Expected: 0 < {symbol} < 1, got: {GoText.Shortest(factor)}");
            }
        }
    }

    /// <summary>A function and whether its result is still the same metric.</summary>
    internal sealed record Entry(WindowFunction Function, bool KeepsName = false);
}
