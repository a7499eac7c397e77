using Tta.Model;

namespace Tta.Query.TraceQl;

public sealed partial class TraceQlEngine
{
    private const int MaxExemplars = 10_000;
    private const int HintedExemplars = 100;
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>The step of a range query that names none: about 240 steps of a round length.</summary>
    /// <param name="startNs">Start, Unix nanoseconds.</param>
    /// <param name="endNs">End, Unix nanoseconds.</param>
    public static long DefaultStepNs(long startNs, long endNs)
    {
        long wanted = Math.Max(0, endNs - startNs) / 240;
        long smallest = endNs - startNs < 60 * NsPerSecond ? 50_000_000 : NsPerSecond;
        foreach (long unit in (ReadOnlySpan<long>)[3600 * NsPerSecond, 300 * NsPerSecond, 60 * NsPerSecond, 15 * NsPerSecond, 5 * NsPerSecond, smallest])
        {
            if (wanted > unit)
            {
                return wanted / unit * unit;
            }
        }

        return smallest;
    }

    /// <summary>Answers a metrics query over a time range: a value per step, each over the time since the step before.</summary>
    /// <param name="query">TraceQL with a metrics function.</param>
    /// <param name="startNs">Start, Unix nanoseconds; the first step is the last whole multiple of the step up to it.</param>
    /// <param name="endNs">End, Unix nanoseconds; the last step is the first whole multiple of the step from it on.</param>
    /// <param name="stepNs">Distance of the steps.</param>
    /// <param name="exemplars">At most so many exemplars of each metrics function, 0 for none. The hint <c>exemplars</c> goes before.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="TraceQlParseException">The query is not TraceQL, or invalid.</exception>
    /// <exception cref="TraceQlExecutionException">The query cannot be answered.</exception>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<TraceQlMetricsResult> QueryRangeAsync(
        string query, long startNs, long endNs, long stepNs, int exemplars, CancellationToken cancellationToken = default)
    {
        TraceQlQuery parsed = Parse(query);
        MetricsExpr metrics = MetricsOf(parsed);
        StepGrid grid = StepGrid.Range(startNs, endNs, stepNs, _options.Limits);
        var run = new MetricsRun(_source, _options.Limits, grid, Math.Clamp(ExemplarsOf(parsed, exemplars), 0, MaxExemplars));
        return RunAsync(token => run.RunAsync(metrics, token), cancellationToken);
    }

    /// <summary>Answers a metrics query with one value over a whole time range.</summary>
    /// <param name="query">TraceQL with a metrics function.</param>
    /// <param name="startNs">Start, Unix nanoseconds, exclusive.</param>
    /// <param name="endNs">End, Unix nanoseconds, inclusive; the time of the values.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="TraceQlParseException">The query is not TraceQL, or invalid.</exception>
    /// <exception cref="TraceQlExecutionException">The query cannot be answered.</exception>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<TraceQlMetricsResult> QueryInstantAsync(string query, long startNs, long endNs, CancellationToken cancellationToken = default)
    {
        MetricsExpr metrics = MetricsOf(Parse(query));
        var run = new MetricsRun(_source, _options.Limits, StepGrid.Instant(startNs, endNs), exemplars: 0);
        return RunAsync(token => run.RunAsync(metrics, token), cancellationToken);
    }

    private static MetricsExpr MetricsOf(TraceQlQuery query) =>
        query.Metrics ?? throw new TraceQlExecutionException("not a metrics query: it needs a function such as rate() at its end");

    private static int ExemplarsOf(TraceQlQuery query, int asked)
    {
        Static hint = query.HintOf("exemplars");
        return hint.Type switch
        {
            StaticType.Int => (int)Math.Clamp(hint.Bits, 0, MaxExemplars),
            StaticType.Boolean => !hint.IsTrue ? 0 : asked > 0 ? asked : HintedExemplars,
            _ => asked,
        };
    }
}
