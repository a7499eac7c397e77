// Spec: Tempo 3, AlignRequest and IntervalMapper of pkg/traceql/engine_metrics.go.
using System.Globalization;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>The steps of a metrics query; each covers the time after the step before up to and with itself.</summary>
internal readonly record struct StepGrid
{
    private const long NsPerMs = 1_000_000;

    private StepGrid(long startNs, long endNs, long stepNs, int count)
    {
        StartNs = startNs;
        EndNs = endNs;
        StepNs = stepNs;
        Count = count;
    }

    /// <summary>Before the first step, exclusive.</summary>
    public long StartNs { get; }

    /// <summary>The last step, inclusive.</summary>
    public long EndNs { get; }

    public long StepNs { get; }

    public int Count { get; }

    /// <summary>One step that covers a whole range.</summary>
    /// <exception cref="TraceQlExecutionException">The range is empty.</exception>
    public static StepGrid Instant(long startNs, long endNs)
    {
        CheckRange(startNs, endNs);
        return new StepGrid(startNs, endNs, endNs - startNs, 1);
    }

    /// <summary>Steps at whole multiples of the step, from the one at or before the start to the one at or after the end.</summary>
    /// <exception cref="TraceQlExecutionException">The range is empty, the step is not positive, or there are too many steps.</exception>
    public static StepGrid Range(long startNs, long endNs, long stepNs, Limits limits)
    {
        CheckRange(startNs, endNs);
        if (stepNs <= 0)
        {
            throw new TraceQlExecutionException("step required");
        }

        long first = startNs / stepNs;
        long last = (endNs / stepNs) + (endNs % stepNs == 0 ? 0 : 1);

        // The step up to the start counts, too.
        long before = Math.Max(0, first - 1);
        long count = last - before;
        return count <= limits.MaxQueryPoints
            ? new StepGrid(before * stepNs, last > long.MaxValue / stepNs ? long.MaxValue : last * stepNs, stepNs, (int)count)
            : throw new TraceQlExecutionException(string.Create(
                CultureInfo.InvariantCulture,
                $"{count} steps asked for, more than {limits.MaxQueryPoints} (limits.max_query_points); increase the step or shorten the range"));
    }

    /// <summary>The step that covers a time; -1 outside of the range.</summary>
    public int IndexOf(long timeNs) => timeNs <= StartNs || timeNs > EndNs ? -1 : (int)((timeNs - StartNs - 1) / StepNs);

    /// <summary>The time of a step, Unix milliseconds.</summary>
    public long TimestampMs(int index) => (StartNs + ((index + 1) * StepNs)) / NsPerMs;

    private static void CheckRange(long startNs, long endNs)
    {
        if (endNs <= startNs)
        {
            throw new TraceQlExecutionException("end must be greater than start");
        }
    }
}
