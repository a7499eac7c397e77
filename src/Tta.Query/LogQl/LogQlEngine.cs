using System.Globalization;
using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>
/// Answers LogQL over a log source. Thread-safe; queries beyond <see cref="Limits.MaxConcurrentQueries"/> wait for their turn, which
/// counts as query time.
/// </summary>
public sealed class LogQlEngine : IDisposable
{
    private const long NsPerMs = 1_000_000;

    private readonly ILogSource _source;
    private readonly LogQlOptions _options;
    private readonly SemaphoreSlim _slots;

    /// <summary>Creates an engine over a source.</summary>
    public LogQlEngine(ILogSource source, LogQlOptions? options = null)
    {
        _source = source;
        _options = options ?? new LogQlOptions();
        _slots = new SemaphoreSlim(_options.Limits.MaxConcurrentQueries);
    }

    /// <summary>The stream matchers of a parameter such as <c>match[]</c>.</summary>
    /// <exception cref="LogQlParseException">The text is not a stream selector.</exception>
    public static IReadOnlyList<LabelMatcher> ParseSelector(string selector) => LogQlParser.ParseMatchers(selector);

    /// <summary>True for a query over lines, false for a metric query.</summary>
    /// <exception cref="LogQlParseException">The text is not LogQL.</exception>
    public static bool IsLogQuery(string query) => LogQlParser.Parse(query) is LogSelectorExpr;

    /// <summary>Answers a query over a time range, with at most 250 steps of whole seconds when it is a metric query.</summary>
    /// <inheritdoc cref="QueryRangeAsync(string, long, long, long, int, bool, CancellationToken)"/>
    public Task<LogQlResult> QueryRangeAsync(
        string query, long startNs, long endNs, int limit, bool backward, CancellationToken cancellationToken = default) =>
        QueryRangeAsync(
            query, startNs, endNs, Math.Max(1, (endNs - startNs) / 250 / 1_000_000_000) * 1_000, limit, backward, cancellationToken);

    /// <summary>Answers a query over a time range.</summary>
    /// <param name="query">LogQL.</param>
    /// <param name="startNs">First Unix nanosecond; first step of a metric query.</param>
    /// <param name="endNs">End, exclusive for lines; no step of a metric query lies behind it.</param>
    /// <param name="stepMs">Distance of the steps of a metric query.</param>
    /// <param name="limit">At most so many lines over all streams.</param>
    /// <param name="backward">True: the newest lines, newest first.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LogQlParseException">The query is not LogQL.</exception>
    /// <exception cref="LogQlExecutionException">The query cannot be answered.</exception>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<LogQlResult> QueryRangeAsync(
        string query, long startNs, long endNs, long stepMs, int limit, bool backward, CancellationToken cancellationToken = default)
    {
        Expr expr = Parse(query);
        if (expr is LogSelectorExpr logs)
        {
            return RunAsync(token => CollectAsync(logs, startNs, endNs, CheckLimit(limit), backward, token), cancellationToken);
        }

        long startMs = startNs / NsPerMs;
        long endMs = endNs / NsPerMs;
        if (stepMs <= 0 || endMs < startMs)
        {
            throw new LogQlExecutionException(stepMs <= 0
                ? "zero or negative query resolution step widths are not accepted. Try a positive integer"
                : "end timestamp must not be before or equal to start time");
        }

        long count = ((endMs - startMs) / stepMs) + 1;
        if (count > _options.Limits.MaxQueryPoints)
        {
            throw new LogQlExecutionException(string.Create(
                CultureInfo.InvariantCulture,
                $"exceeded maximum resolution of {_options.Limits.MaxQueryPoints:N0} points per time series. ")
                + "Try increasing the value of the step parameter");
        }

        var steps = new EvaluationSteps(startMs, stepMs, (int)count);
        return RunAsync(token => EvaluateAsync(query, expr, steps, isRangeQuery: true, endMs, token), cancellationToken);
    }

    /// <summary>Answers a metric query at one time.</summary>
    /// <param name="query">LogQL; a query over lines is refused, as in Loki.</param>
    /// <param name="timeNs">Evaluation time, Unix nanoseconds.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LogQlParseException">The query is not LogQL.</exception>
    /// <exception cref="LogQlExecutionException">The query cannot be answered.</exception>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<LogQlResult> QueryInstantAsync(string query, long timeNs, CancellationToken cancellationToken = default)
    {
        Expr expr = Parse(query);
        if (expr is LogSelectorExpr)
        {
            throw new LogQlExecutionException(
                "log queries are not supported as an instant query type, please change your query to a range query type");
        }

        long timeMs = timeNs / NsPerMs;
        return RunAsync(
            token => EvaluateAsync(query, expr, EvaluationSteps.Single(timeMs), isRangeQuery: false, timeMs, token), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private Expr Parse(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Length <= _options.Limits.MaxQueryLength
            ? LogQlParser.Parse(query, _options.Limits.MaxQueryDepth)
            : throw new LogQlParseException(string.Create(
                CultureInfo.InvariantCulture,
                $"query has {query.Length} characters, more than {_options.Limits.MaxQueryLength} (limits.max_query_length)"));
    }

    private int CheckLimit(int limit)
    {
        if (limit > _options.Limits.MaxLogEntries)
        {
            throw new LogQlExecutionException(string.Create(
                CultureInfo.InvariantCulture,
                $"max entries limit per query exceeded, limit > max_entries_limit ({limit} > {_options.Limits.MaxLogEntries})"));
        }

        return limit > 0 ? limit : 100;
    }

    private async Task<LogQlResult> RunAsync(
        Func<CancellationToken, Task<LogQlResult>> query, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Limits.QueryTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _slots.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                return await query(either.Token).ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (PromQlExecutionException e)
        {
            throw new LogQlExecutionException(e.Message, e);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new QueryTimeoutException("query timed out", e);
        }
    }

    private async Task<LogQlResult> CollectAsync(
        LogSelectorExpr logs, long startNs, long endNs, int limit, bool backward, CancellationToken cancellationToken)
    {
        var statistics = new ScanStatistics();
        var collector = new LogCollector(logs, limit, backward, statistics);
        await collector.ReadAsync(_source, startNs, endNs, cancellationToken).ConfigureAwait(false);
        return new LogQlResult(collector.Result(), null, statistics.Lines, statistics.Bytes);
    }

    private async Task<LogQlResult> EvaluateAsync(
        string query, Expr expr, EvaluationSteps steps, bool isRangeQuery, long endMs, CancellationToken cancellationToken)
    {
        var options = new PromQlOptions { Limits = _options.Limits };
        var context = new QueryContext(
            query, steps, isRangeQuery, endMs, options, new Annotations(query), new SampleBudget(_options.Limits, cancellationToken))
        {
            Dialect = QueryDialect.LogQl,
        };
        Expr grouped = SumPushdown.Apply(expr);
        var statistics = new ScanStatistics();
        Dictionary<LogRangeExpr, List<SampleRun>> runs = new(ReferenceEqualityComparer.Instance);
        var leaves = new List<LogRangeExpr>();
        CollectLeaves(grouped, leaves);
        foreach (LogRangeExpr leaf in leaves)
        {
            var samples = new LogSamples(leaf, context.Budget, statistics);
            await samples.ReadAsync(
                _source, steps.StartMs - leaf.OffsetMs - leaf.RangeMs, steps.EndInclusiveMs - leaf.OffsetMs, cancellationToken)
                .ConfigureAwait(false);
            runs.Add(leaf, samples.Runs());
        }

        using var noSelectors = new LoadedSelectors([]);
        var evaluator = new Evaluator(context, noSelectors, StepInvariance.Find(grouped), new LogRangeSource(context, runs));
        PromQlValue value = new ResultBuilder(evaluator).Build(grouped);
        int seriesCount = value is MatrixValue matrix ? matrix.Series.Count : value is VectorValue vector ? vector.Samples.Count : 0;
        return seriesCount <= _options.MaxSeries
            ? new LogQlResult(null, value, statistics.Lines, statistics.Bytes)
            : throw new LogQlExecutionException(string.Create(
                CultureInfo.InvariantCulture,
                $"maximum number of series ({_options.MaxSeries}) reached for a single query; ")
                + "consider reducing query cardinality by adding more specific stream selectors, reducing the time range, "
                + "or aggregating results with functions like sum(), count() or topk()");
    }

    private static void CollectLeaves(Expr expr, List<LogRangeExpr> leaves)
    {
        switch (expr)
        {
            case LogRangeExpr leaf:
                leaves.Add(leaf);
                break;
            case ParenExpr paren:
                CollectLeaves(paren.Inner, leaves);
                break;
            case BinaryExpr binary:
                CollectLeaves(binary.Left, leaves);
                CollectLeaves(binary.Right, leaves);
                break;
            case AggregateExpr aggregate:
                CollectLeaves(aggregate.Inner, leaves);
                break;
            case Call call:
                CollectLeaves(call.Arguments[0], leaves);
                break;
        }
    }
}
