namespace Tta.Query.PromQl;

/// <summary>changes and resets: how many samples of the window differ from, or are smaller than, the one before.</summary>
internal static class EventFunctions
{
    public static List<SeriesColumn> Evaluate(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        WindowedSeries windows = evaluator.Windows(call.Arguments[0], steps);
        var columns = new List<SeriesColumn>(windows.Runs.Count);
        var events = new List<int>();
        foreach (SampleRun run in windows.Runs)
        {
            events.Clear();
            if (call.Function.Name == "resets")
            {
                RateFunctions.FindResets(run.Samples.Values, events);
            }
            else
            {
                FindChanges(run.Samples.Values, events);
            }

            double[] values = evaluator.Context.Budget.TakeColumn(steps.Count);
            bool any = windows.Extension == RangeExtension.None
                ? Count(events, run, windows, steps, values)
                : CountAnchored(events, run, windows, steps, evaluator.Context.LookbackMs, values);
            if (any)
            {
                columns.Add(new SeriesColumn(run.Samples.Labels, values, dropsName: true));
            }
        }

        return columns;
    }

    private static void FindChanges(ReadOnlySpan<double> values, List<int> changes)
    {
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] != values[i - 1] && !(double.IsNaN(values[i]) && double.IsNaN(values[i - 1])))
            {
                changes.Add(i);
            }
        }
    }

    private static bool CountAnchored(
        List<int> events, SampleRun run, WindowedSeries windows, EvaluationSteps steps, long lookbackMs, Span<double> target)
    {
        var window = new ExtendedWindow(run.Samples, windows, lookbackMs, isSmoothed: false);
        int firstEvent = 0;
        bool any = false;
        for (int i = 0; i < target.Length; i++)
        {
            if (!window.MoveTo(steps.TimeAt(i)))
            {
                continue;
            }

            while (firstEvent < events.Count && events[firstEvent] <= window.First)
            {
                firstEvent++;
            }

            int endEvent = firstEvent;
            while (endEvent < events.Count && events[endEvent] <= window.Last)
            {
                endEvent++;
            }

            target[i] = endEvent - firstEvent;
            any = true;
        }

        return any;
    }

    private static bool Count(List<int> events, SampleRun run, WindowedSeries windows, EvaluationSteps steps, Span<double> target)
    {
        ReadOnlySpan<long> timesMs = run.Samples.TimesMs;
        int low = 0;
        int high = 0;
        int firstEvent = 0;
        int endEvent = 0;
        bool any = false;
        for (int i = 0; i < target.Length; i++)
        {
            WindowPointers.Advance(timesMs, windows.EndOf(steps.TimeAt(i)), windows.RangeMs, ref low, ref high);
            while (endEvent < events.Count && events[endEvent] < high)
            {
                endEvent++;
            }

            while (firstEvent < endEvent && events[firstEvent] <= low)
            {
                firstEvent++;
            }

            if (low < high)
            {
                target[i] = endEvent - firstEvent;
                any = true;
            }
        }

        return any;
    }
}
