using System.Globalization;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>
/// Answers TraceQL over a source of traces. Thread-safe; queries beyond <see cref="Limits.MaxConcurrentQueries"/> wait for their turn, which
/// counts as query time.
/// </summary>
public sealed partial class TraceQlEngine : IDisposable
{
    private readonly ITraceScanSource _source;
    private readonly TraceQlOptions _options;
    private readonly SemaphoreSlim _slots;

    /// <summary>Creates an engine over a source.</summary>
    public TraceQlEngine(ITraceScanSource source, TraceQlOptions? options = null)
    {
        _source = source;
        _options = options ?? new TraceQlOptions();
        _slots = new SemaphoreSlim(_options.Limits.MaxConcurrentQueries);
    }

    /// <summary>True for a query that yields series, false for one that finds traces.</summary>
    /// <exception cref="TraceQlParseException">The text is not TraceQL, or invalid.</exception>
    public static bool IsMetricsQuery(string query) => TraceQlParser.Parse(query).Metrics is not null;

    /// <summary>Finds traces.</summary>
    /// <param name="query">TraceQL; empty finds every trace.</param>
    /// <param name="startNs">Earliest start of a span, Unix nanoseconds, inclusive.</param>
    /// <param name="endNs">Latest start of a span, Unix nanoseconds, exclusive.</param>
    /// <param name="limit">At most so many traces, up to <see cref="Limits.MaxTraces"/>.</param>
    /// <param name="spansPerSpanSet">At most so many spans of each span set.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="TraceQlParseException">The query is not TraceQL, or invalid.</exception>
    /// <exception cref="TraceQlExecutionException">The query cannot be answered.</exception>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<TraceQlSearchResult> SearchAsync(
        string query, long startNs, long endNs, int limit, int spansPerSpanSet, CancellationToken cancellationToken = default)
    {
        TraceQlQuery parsed = Parse(string.IsNullOrWhiteSpace(query) ? "{}" : query);
        Pipeline pipeline = parsed.Pipeline
            ?? throw new TraceQlExecutionException("a metrics query finds no traces; ask for it at the metrics endpoints");
        bool mostRecent = parsed.HintOf("most_recent").IsTrue;
        return RunAsync(token => SearchAsync(pipeline, startNs, endNs, limit, spansPerSpanSet, mostRecent, token), cancellationToken);
    }

    /// <summary>Finds traces by tags that one span must have, and by the duration of the trace.</summary>
    /// <param name="tags">logfmt; values are looked for inside of values, whatever the case.</param>
    /// <param name="minDurationNs">Shortest trace, nanoseconds, inclusive; null = any.</param>
    /// <param name="maxDurationNs">Longest trace, nanoseconds, inclusive; null = any.</param>
    /// <param name="startNs">Earliest start of a span, Unix nanoseconds, inclusive.</param>
    /// <param name="endNs">Latest start of a span, Unix nanoseconds, exclusive.</param>
    /// <param name="limit">At most so many traces, up to <see cref="Limits.MaxTraces"/>.</param>
    /// <param name="spansPerSpanSet">At most so many spans of each span set.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="TraceQlParseException">The tags are not logfmt.</exception>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<TraceQlSearchResult> SearchTagsAsync(
        string tags,
        long? minDurationNs,
        long? maxDurationNs,
        long startNs,
        long endNs,
        int limit,
        int spansPerSpanSet,
        CancellationToken cancellationToken = default)
    {
        CheckLength(tags);
        Pipeline pipeline = TagSearch.ToPipeline(tags, minDurationNs, maxDurationNs);
        return RunAsync(token => SearchAsync(pipeline, startNs, endNs, limit, spansPerSpanSet, mostRecent: false, token), cancellationToken);
    }

    /// <summary>Names of the attributes of one scope, or of the intrinsics.</summary>
    /// <param name="scope">The scope; <see cref="SpanFieldScope.Any"/> takes spans and resources together.</param>
    /// <param name="query">TraceQL, perhaps unfinished: only spans that satisfy its one spanset count. What cannot be understood is ignored.</param>
    /// <param name="startNs">Earliest start of a span, Unix nanoseconds, inclusive.</param>
    /// <param name="endNs">Latest start of a span, Unix nanoseconds, exclusive.</param>
    /// <param name="limit">At most so many names.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<Answer<IReadOnlyList<string>>> TagNamesAsync(
        SpanFieldScope scope, string query, long startNs, long endNs, int limit, CancellationToken cancellationToken = default)
    {
        FieldExpr? filter = ParseFilter(query);
        var explorer = new TagExplorer(_source, _options.Limits);
        return RunAsync(token => explorer.NamesAsync(scope, filter, startNs, endNs, limit, token), cancellationToken);
    }

    /// <summary>Distinct values of a field.</summary>
    /// <param name="tag">The field: <c>resource.service.name</c>, <c>.http.method</c>, <c>span:name</c>, or an attribute's name without scope.</param>
    /// <param name="query">TraceQL, perhaps unfinished: only spans that satisfy its one spanset count. What cannot be understood is ignored.</param>
    /// <param name="startNs">Earliest start of a span, Unix nanoseconds, inclusive.</param>
    /// <param name="endNs">Latest start of a span, Unix nanoseconds, exclusive.</param>
    /// <param name="limit">At most so many values.</param>
    /// <param name="cancellationToken">Ends the query with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="QueryTimeoutException">The query took longer than <see cref="Limits.QueryTimeout"/>.</exception>
    public Task<Answer<IReadOnlyList<TraceQlTagValue>>> TagValuesAsync(
        string tag, string query, long startNs, long endNs, int limit, CancellationToken cancellationToken = default)
    {
        FieldExpr? filter = ParseFilter(query);
        TraceField field = ParseTag(tag);
        var explorer = new TagExplorer(_source, _options.Limits);
        return RunAsync(token => explorer.ValuesAsync(field, filter, startNs, endNs, limit, token), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private static TraceField ParseTag(string tag)
    {
        try
        {
            TraceField field = TraceQlParser.ParseField(tag);
            return field.OfParent ? new TraceField(SpanFieldScope.Any, tag) : field;
        }
        catch (TraceQlParseException)
        {
            // The first version of the endpoint names attributes without a scope.
            return new TraceField(SpanFieldScope.Any, tag);
        }
    }

    private FieldExpr? ParseFilter(string query) =>
        query.Length > _options.Limits.MaxQueryLength ? null : LenientFilter.Parse(query, _options.Limits.MaxQueryDepth);

    private TraceQlQuery Parse(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckLength(query);
        TraceQlQuery parsed = TraceQlParser.Parse(query, _options.Limits.MaxQueryDepth);
        TraceQlValidator.ThrowIfInvalid(parsed);
        return TraceQlRewriter.Rewrite(parsed);
    }

    private void CheckLength(string query)
    {
        if (query.Length > _options.Limits.MaxQueryLength)
        {
            throw new TraceQlParseException(
                TraceQlErrorKind.Invalid,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"query has {query.Length} characters, more than {_options.Limits.MaxQueryLength} (limits.max_query_length)"));
        }
    }

    private async Task<TraceQlSearchResult> SearchAsync(
        Pipeline pipeline, long startNs, long endNs, int limit, int spansPerSpanSet, bool mostRecent, CancellationToken cancellationToken)
    {
        ScanPlan plan = ScanPlan.Of(pipeline, selectedOnly: false);
        int wanted = Math.Clamp(limit, 0, _options.Limits.MaxTraces);
        if (plan.IsEmpty || wanted == 0)
        {
            return new TraceQlSearchResult([], default, []);
        }

        var answer = new SearchAnswer(plan.Fields, wanted, Math.Max(0, spansPerSpanSet), mostRecent);
        var scan = new ScanRun(_source, _options.Limits);
        var evaluator = new PipelineEvaluator(pipeline);
        var pool = new SpanSetPool();
        TraceScan asked = plan.ToScan(startNs, endNs, newestFirst: true, wholeSpans: false);
        await foreach (TraceView trace in scan.ReadAsync(asked, cancellationToken).ConfigureAwait(false))
        {
            List<SpanSet> sets = evaluator.Run(trace, pool);
            if (sets.Count > 0 && !answer.Add(trace, sets))
            {
                break;
            }
        }

        return new TraceQlSearchResult(answer.Traces(), scan.Statistics, scan.Warnings());
    }

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken)
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
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new QueryTimeoutException("query timed out", e);
        }
    }
}
