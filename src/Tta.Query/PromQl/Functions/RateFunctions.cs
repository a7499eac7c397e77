using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>
/// rate, increase, delta: the difference between the ends of the window, extrapolated to its edges. Counter resets are found once
/// per series, so that a step costs no look at the samples between the ends.
/// </summary>
internal static class RateFunctions
{
    public static List<SeriesColumn> Evaluate(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        bool isCounter = call.Function.Name != "delta";
        bool isRate = call.Function.Name == "rate";
        WindowedSeries windows = evaluator.Windows(call.Arguments[0], steps);
        var columns = new List<SeriesColumn>(windows.Runs.Count);
        var resets = new List<int>();
        foreach (SampleRun run in windows.Runs)
        {
            double[] values = evaluator.Context.Budget.TakeColumn(steps.Count);
            resets.Clear();
            if (isCounter)
            {
                FindResets(run.Samples.Values, resets);
            }

            bool any = windows.Extension == RangeExtension.None
                ? Fill(run.Samples, windows, steps, isCounter, isRate, resets, values)
                : FillExtended(evaluator.Context, run.Samples, windows, steps, isCounter, isRate, values);
            if (any)
            {
                columns.Add(new SeriesColumn(run.Samples.Labels, values, dropsName: true));
                if (isCounter && !LooksLikeCounter(run.Samples.Labels))
                {
                    InformOfNonCounter(evaluator.Context, run.Samples.Labels, call.Arguments[0]);
                }
            }
        }

        return columns;
    }

    /// <summary>Indexes of the samples that are smaller than the one before.</summary>
    internal static void FindResets(ReadOnlySpan<double> values, List<int> resets)
    {
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
            {
                resets.Add(i);
            }
        }
    }

    /// <summary>The hot path: allocates nothing.</summary>
    internal static bool Fill(
        SeriesSamples samples,
        WindowedSeries windows,
        EvaluationSteps steps,
        bool isCounter,
        bool isRate,
        List<int> resets,
        Span<double> target)
    {
        ReadOnlySpan<long> timesMs = samples.TimesMs;
        ReadOnlySpan<double> values = samples.Values;
        int low = 0;
        int high = 0;
        int firstReset = 0;
        bool any = false;
        for (int i = 0; i < target.Length; i++)
        {
            long endMs = windows.EndOf(steps.TimeAt(i));
            WindowPointers.Advance(timesMs, endMs, windows.RangeMs, ref low, ref high);
            if (high - low < 2)
            {
                continue;
            }

            double rise = values[high - 1] - values[low];
            while (firstReset < resets.Count && resets[firstReset] <= low)
            {
                firstReset++;
            }

            for (int r = firstReset; r < resets.Count && resets[r] < high; r++)
            {
                rise += values[resets[r] - 1];
            }

            target[i] = Extrapolate(
                rise, values[low], timesMs[low], timesMs[high - 1], high - low, endMs - windows.RangeMs, endMs, isCounter)
                / (isRate ? windows.RangeMs / 1000.0 : 1);
            any = true;
        }

        return any;
    }

    private static bool FillExtended(
        QueryContext context,
        SeriesSamples samples,
        WindowedSeries windows,
        EvaluationSteps steps,
        bool isCounter,
        bool isRate,
        Span<double> target)
    {
        var window = new ExtendedWindow(samples, windows, context.LookbackMs, windows.Extension == RangeExtension.Smoothed);
        bool any = false;
        for (int i = 0; i < target.Length; i++)
        {
            if (window.MoveTo(steps.TimeAt(i)))
            {
                target[i] = window.Difference(isCounter) / (isRate ? windows.RangeMs / 1000.0 : 1);
                any = true;
            }
        }

        return any;
    }

    // The window rarely begins and ends on a sample. Each edge is assumed to lie as far out as the samples are apart on average,
    // half of that when the series seems to begin or end inside the window, and never before the counter would have been zero.
    private static double Extrapolate(
        double rise, double first, long firstMs, long lastMs, int count, long startMs, long endMs, bool isCounter)
    {
        double toStart = (firstMs - startMs) / 1000.0;
        double toEnd = (endMs - lastMs) / 1000.0;
        double sampled = (lastMs - firstMs) / 1000.0;
        double gap = sampled / (count - 1);
        double threshold = gap * 1.1;
        toStart = toStart >= threshold ? gap / 2 : toStart;
        if (isCounter && rise > 0 && first >= 0)
        {
            toStart = Math.Min(toStart, sampled * (first / rise));
        }

        toEnd = toEnd >= threshold ? gap / 2 : toEnd;
        return rise * ((sampled + toStart + toEnd) / sampled);
    }

    private static bool LooksLikeCounter(Labels labels)
    {
        if (labels.TryGet(MetadataLabels.Type, out string type))
        {
            return type is "counter" or "histogram";
        }

        string name = labels.MetricName;
        return name.Length == 0 || name.EndsWith("_total", StringComparison.Ordinal) || name.EndsWith("_sum", StringComparison.Ordinal)
            || name.EndsWith("_count", StringComparison.Ordinal) || name.EndsWith("_bucket", StringComparison.Ordinal);
    }

    private static void InformOfNonCounter(QueryContext context, Labels labels, Expr at)
    {
        string name = GoText.Quote(labels.MetricName);
        context.Annotations.Info(
            labels.TryGet(MetadataLabels.Type, out string type)
                ? $"metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\", got {GoText.Quote(type)}: {name}"
                : $"metric might not be a counter, name does not end in _total/_sum/_count/_bucket: {name}",
            at);
    }
}
