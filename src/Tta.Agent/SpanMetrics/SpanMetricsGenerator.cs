using System.Text;
using Tta.Model;

namespace Tta.Agent.SpanMetrics;

/// <summary>
/// Makes metrics of spans as they come in: calls, durations and sizes of every operation, and the calls between services. It reads the rows and bytes
/// of a batch; nothing is allocated per span once its label set is known. The values are cumulative and are appended by
/// <see cref="RunOnceAsync"/>, to be called at every step (15 s). Thread-safe.
/// </summary>
public sealed class SpanMetricsGenerator
{
    private const long NsPerMs = 1_000_000;
    private static readonly byte[] s_unknownService = Encoding.UTF8.GetBytes(Resource.UnknownService);

    private readonly Lock _lock = new();
    private readonly SpanMetricsOptions _options;
    private readonly IMetricAppender _appender;
    private readonly CallMetrics _calls;
    private readonly EdgeMetrics _edges;
    private long _skipped;

    /// <summary>Creates a generator that appends to a store.</summary>
    public SpanMetricsGenerator(SpanMetricsOptions options, IMetricAppender appender)
    {
        _options = options;
        _appender = appender;
        _calls = new CallMetrics(options.Style, options.Limits);
        _edges = new EdgeMetrics(options);
    }

    /// <summary>State now.</summary>
    public SpanMetricsStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new SpanMetricsStatus(
                    _calls.Table.Count, _edges.Edges.Count, _calls.Table.OverflowedTotal + _edges.Edges.OverflowedTotal, _skipped, _edges.WaitingCount);
            }
        }
    }

    /// <summary>
    /// Counts the spans of a batch that were new to the store, so that a span that is sent again counts once. Spans that ended longer ago than <see cref="Limits.OutOfOrderWindow"/> or further ahead than
    /// <see cref="Limits.FutureWindow"/> are left out: they are no calls of now.
    /// </summary>
    public void Observe(SpanBatch batch)
    {
        long nowMs = NowMs();
        long oldestMs = nowMs - (long)_options.Limits.OutOfOrderWindow.TotalMilliseconds;
        long newestMs = nowMs + (long)_options.Limits.FutureWindow.TotalMilliseconds;
        lock (_lock)
        {
            _edges.Expire(nowMs);
            int resourceIndex = -1;
            ReadOnlySpan<byte> service = default;
            ReadOnlySpan<byte> workspace = default;
            foreach (int row in batch.NewSpans.Rows)
            {
                ref readonly SpanBatch.SpanRow span = ref batch.Spans[row];
                long endMs = Math.Max(span.StartNs, span.EndNs) / NsPerMs;
                if (endMs < oldestMs || endMs > newestMs)
                {
                    _skipped++;
                    continue;
                }

                if (batch.Scopes[span.ScopeIndex].ResourceIndex != resourceIndex)
                {
                    resourceIndex = batch.Scopes[span.ScopeIndex].ResourceIndex;
                    ref readonly SpanBatch.ResourceRow resource = ref batch.Resources[resourceIndex];
                    service = resource.ServiceName.IsEmpty ? s_unknownService : batch.Arena.Get(resource.ServiceName);
                    workspace = AttributeText.OfResource(batch.Arena.Get(resource.Message), "workspace"u8);
                }

                _calls.Add(batch, span, service, workspace, nowMs);
                _edges.Add(batch, span, service, nowMs);
            }
        }
    }

    /// <summary>Appends the values of this step. Steps must not overlap.</summary>
    /// <exception cref="StoreUnavailableException">The store takes no data now; nothing is lost, the next step carries all of it.</exception>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        SeriesTable[] tables = [_calls.Table, _edges.Edges, _edges.Unpaired, _edges.Dropped];
        int[] written = new int[tables.Length];
        long nowMs = NowMs();
        long idleSinceMs = nowMs - (long)_options.IdleTime.TotalMilliseconds;
        var batch = new MetricBatch(); // Large for a moment at every step, and not kept in between.
        lock (_lock)
        {
            _edges.Expire(nowMs);
            for (int i = 0; i < tables.Length; i++)
            {
                tables[i].WriteTo(batch, nowMs, idleSinceMs);
                written[i] = tables[i].Count;
            }
        }

        if (batch.Samples.Count == 0)
        {
            return;
        }

        await _appender.AppendAsync(batch, cancellationToken);
        lock (_lock)
        {
            for (int i = 0; i < tables.Length; i++)
            {
                tables[i].Confirm(written[i]);
            }
        }
    }

    private long NowMs() => _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
}
