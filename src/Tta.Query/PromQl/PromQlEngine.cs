using System.Globalization;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>
/// Answers PromQL over a metric source. Thread-safe; queries beyond <see cref="Limits.MaxConcurrentQueries"/> wait for their turn,
/// which counts as query time.
/// </summary>
public sealed class PromQlEngine : IDisposable
{
    private readonly IMetricSource _source;
    private readonly PromQlOptions _options;
    private readonly SemaphoreSlim _slots;

    /// <summary>Creates an engine over a source.</summary>
    public PromQlEngine(IMetricSource source, PromQlOptions? options = null)
    {
        _source = source;
        _options = options ?? new PromQlOptions();
        _slots = new SemaphoreSlim(_options.Limits.MaxConcurrentQueries);
    }

    /// <summary>Evaluates a query at one time.</summary>
    /// <param name="query">PromQL of any type.</param>
    /// <param name="timeMs">Evaluation time, Unix milliseconds.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PromQlParseException">The query is not PromQL.</exception>
    /// <exception cref="PromQlExecutionException">The query cannot be answered.</exception>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<PromQlResult> EvaluateInstantAsync(string query, long timeMs, CancellationToken cancellationToken = default)
    {
        Expr expr = Parse(query);
        return RunAsync(query, expr, EvaluationSteps.Single(timeMs), isRangeQuery: false, timeMs, cancellationToken);
    }

    /// <summary>Evaluates a query at start, start + step, ... up to the end.</summary>
    /// <param name="query">PromQL of type scalar or instant vector.</param>
    /// <param name="startMs">First evaluation time, Unix milliseconds.</param>
    /// <param name="endInclusiveMs">No evaluation time lies behind it, Unix milliseconds.</param>
    /// <param name="stepMs">Distance of evaluation times.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PromQlParseException">The query is not PromQL or not of a type that a range query can answer.</exception>
    /// <exception cref="PromQlExecutionException">The query cannot be answered.</exception>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<PromQlResult> EvaluateRangeAsync(
        string query, long startMs, long endInclusiveMs, long stepMs, CancellationToken cancellationToken = default)
    {
        if (stepMs <= 0)
        {
            throw new PromQlExecutionException(
                "zero or negative query resolution step widths are not accepted. Try a positive integer");
        }

        if (endInclusiveMs < startMs)
        {
            throw new PromQlExecutionException("end timestamp must not be before start time");
        }

        Expr expr = Parse(query);
        if (expr.Type is not (PromQlType.Scalar or PromQlType.InstantVector))
        {
            throw new PromQlParseException(
                query,
                $"invalid expression type \"{TypeChecker.Describe(expr.Type)}\" for range query, must be Scalar or instant Vector",
                expr.Source);
        }

        long count = ((endInclusiveMs - startMs) / stepMs) + 1;
        if (count > _options.Limits.MaxQueryPoints)
        {
            throw new PromQlExecutionException(string.Create(
                CultureInfo.InvariantCulture,
                $"exceeded maximum resolution of {_options.Limits.MaxQueryPoints:N0} points per timeseries. ")
                + "Try decreasing the query resolution (?step=XX)");
        }

        var steps = new EvaluationSteps(startMs, stepMs, (int)count);
        return RunAsync(query, expr, steps, isRangeQuery: true, endInclusiveMs, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private Expr Parse(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Length > _options.Limits.MaxQueryLength)
        {
            throw new PromQlParseException(
                query,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"query has {query.Length} characters, more than {_options.Limits.MaxQueryLength} (limits.max_query_length)"),
                new SourceRange(0, query.Length));
        }

        return PromQlParser.Parse(query, _options.Limits.MaxQueryDepth);
    }

    private async Task<PromQlResult> RunAsync(
        string query, Expr expr, EvaluationSteps steps, bool isRangeQuery, long endMs, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Limits.QueryTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        string where = "query queue";
        try
        {
            await _slots.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                where = "query execution";
                var context = new QueryContext(
                    query, steps, isRangeQuery, endMs, _options, new Annotations(query), new SampleBudget(_options.Limits, either.Token));
                return await EvaluateAsync(expr, context, either.Token).ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new QueryTimeoutException($"query timed out in {where}", e);
        }
    }

    private async Task<PromQlResult> EvaluateAsync(Expr expr, QueryContext context, CancellationToken cancellationToken)
    {
        using LoadedSelectors data = await new SelectorLoader(context).LoadAsync(expr, _source, cancellationToken).ConfigureAwait(false);
        var evaluator = new Evaluator(context, data, StepInvariance.Find(expr));
        PromQlValue value = new ResultBuilder(evaluator).Build(expr);
        return new PromQlResult(value, context.Annotations.Warnings, context.Annotations.Infos);
    }
}
