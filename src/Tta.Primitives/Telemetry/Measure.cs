using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tta.Primitives;

/// <summary>Records a measurement with the persona of the context added to its labels. Never throws; builds nothing when nobody listens.</summary>
internal static class Measure
{
    public static void Count(
        Counter<long> counter,
        WorkflowContext context,
        KeyValuePair<string, object?> first,
        KeyValuePair<string, object?> second = default,
        KeyValuePair<string, object?> third = default)
    {
        if (counter.Enabled)
        {
            Add(counter, 1, Labels(context, first, second, third));
        }
    }

    /// <summary>One execution more, and how long it took.</summary>
    public static void Execution(
        Counter<long> counter,
        Histogram<double> durations,
        double seconds,
        WorkflowContext context,
        KeyValuePair<string, object?> first,
        KeyValuePair<string, object?> second,
        KeyValuePair<string, object?> third = default)
    {
        if (counter.Enabled || durations.Enabled)
        {
            TagList labels = Labels(context, first, second, third);
            Record(durations, seconds, in labels);
            Add(counter, 1, in labels);
        }
    }

    public static void Record<T>(
        Histogram<T> histogram,
        T value,
        WorkflowContext context,
        KeyValuePair<string, object?> first,
        KeyValuePair<string, object?> second = default,
        KeyValuePair<string, object?> third = default)
        where T : struct
    {
        if (histogram.Enabled)
        {
            Record(histogram, value, Labels(context, first, second, third));
        }
    }

    /// <summary>Money that was not spent; nothing when there was none to save.</summary>
    public static void Saved(
        Counter<double> counter, double usd, WorkflowContext context, KeyValuePair<string, object?> first, KeyValuePair<string, object?> second = default)
    {
        if (counter.Enabled && usd > 0 && double.IsFinite(usd))
        {
            Add(counter, usd, Labels(context, first, second, default));
        }
    }

    /// <summary>One workflow more or less that runs.</summary>
    public static void Active(int change, WorkflowContext context)
    {
        if (change != 0)
        {
            TagList labels = Labels(context, new(AttributeNames.WorkflowName, context.WorkflowName), default, default);
            try
            {
                PrimitiveTelemetry.ActiveWorkflows.Add(change, in labels);
            }
            catch (Exception e)
            {
                SelfDiagnostics.Log.TelemetryFailed(PrimitiveTelemetry.ActiveWorkflows.Name, e);
            }
        }
    }

    private static void Add<T>(Counter<T> counter, T value, in TagList labels)
        where T : struct
    {
        try
        {
            counter.Add(value, in labels);
        }
        catch (Exception e)
        {
            SelfDiagnostics.Log.TelemetryFailed(counter.Name, e);
        }
    }

    private static void Record<T>(Histogram<T> histogram, T value, in TagList labels)
        where T : struct
    {
        try
        {
            histogram.Record(value, in labels);
        }
        catch (Exception e)
        {
            SelfDiagnostics.Log.TelemetryFailed(histogram.Name, e);
        }
    }

    private static TagList Labels(
        WorkflowContext context,
        KeyValuePair<string, object?> first,
        KeyValuePair<string, object?> second,
        KeyValuePair<string, object?> third)
    {
        TagList labels = default;
        labels.Add(first);
        if (second.Key is not null)
        {
            labels.Add(second);
        }

        if (third.Key is not null)
        {
            labels.Add(third);
        }

        if (context.Persona is { } persona)
        {
            labels.Add(AttributeNames.Persona, persona);
        }

        return labels;
    }
}
