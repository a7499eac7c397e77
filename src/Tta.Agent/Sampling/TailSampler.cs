// Spec: OpenTelemetry Collector contrib, tail sampling processor. Differences: a trace that the limits push out is decided by what has come of it
// instead of lost.
using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>
/// Gathers the spans of each trace for a while, then keeps or drops the trace as a whole by what it looks like. Memory is bounded. Spans go in with
/// <see cref="Add(SpanBatch)"/>; <see cref="Decide"/> hands out those of traces that are kept. Thread-safe.
/// </summary>
public sealed class TailSampler
{
    private const int MaxPooledTraces = 1_000;

    private readonly Lock _lock = new();
    private readonly TailSamplerOptions _options;
    private readonly Dictionary<TraceId, GatheredTrace> _waiting = [];
    private readonly PriorityQueue<TraceId, long> _due = new();
    private readonly DecisionMemory _decisions;
    private readonly Stack<GatheredTrace> _pool = new();
    private readonly SpanBatch _ready = new();
    private readonly long[] _keptByPolicy;
    private long _bytes;
    private long _kept;
    private long _dropped;
    private long _early;
    private long _late;

    /// <summary>Creates a sampler.</summary>
    public TailSampler(TailSamplerOptions options)
    {
        _options = options;
        _decisions = new DecisionMemory(options.MaxDecisions);
        _keptByPolicy = new long[options.Policies.Count];
    }

    /// <summary>State now.</summary>
    public TailSamplerStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new TailSamplerStatus(_waiting.Count, _bytes, _kept, _dropped, _early, _late);
            }
        }
    }

    /// <summary>Traces that were kept because a policy said so; several policies may claim one trace.</summary>
    /// <param name="policyIndex">Index into <see cref="TailSamplerOptions.Policies"/>.</param>
    public long KeptBy(int policyIndex)
    {
        lock (_lock)
        {
            return _keptByPolicy[policyIndex];
        }
    }

    /// <summary>Takes the spans of a batch, which stays the caller's.</summary>
    public void Add(SpanBatch batch)
    {
        long nowMs = NowMs();
        lock (_lock)
        {
            for (int i = 0; i < batch.Spans.Count; i++)
            {
                Add(batch, i, nowMs);
            }
        }
    }

    /// <summary>Decides the traces whose time has come and moves the spans to be kept to the end of a batch.</summary>
    /// <param name="into">Where kept spans go.</param>
    /// <param name="all">True decides every trace now, for the end of the program.</param>
    /// <returns>Number of spans moved.</returns>
    public int Decide(SpanBatch into, bool all = false)
    {
        long nowMs = NowMs();
        lock (_lock)
        {
            while (_due.TryPeek(out _, out long dueMs) && (all || dueMs <= nowMs))
            {
                DecideNext(nowMs, isEarly: false);
            }

            int count = _ready.Spans.Count;
            for (int i = 0; i < count; i++)
            {
                SpanCopier.Copy(_ready, i, into);
            }

            _ready.Clear();
            return count;
        }
    }

    private void Add(SpanBatch batch, int index, long nowMs)
    {
        TraceId traceId = batch.Spans[index].TraceId;
        if (!_waiting.TryGetValue(traceId, out GatheredTrace? trace))
        {
            if (_decisions.TryGet(traceId, out bool isKept))
            {
                _late++;
                if (isKept)
                {
                    SpanCopier.Copy(batch, index, _ready);
                }

                return;
            }

            trace = Begin(traceId, nowMs);
        }

        _bytes -= trace.SizeBytes;
        bool hadRoot = trace.HasRoot;
        trace.Add(batch, index);
        _bytes += trace.SizeBytes;
        long afterRootMs = (long)_options.DecisionWaitAfterRoot.TotalMilliseconds;
        if (afterRootMs > 0 && !hadRoot && trace.HasRoot && nowMs + afterRootMs < trace.DueMs)
        {
            trace.DueMs = nowMs + afterRootMs;
            _due.Enqueue(traceId, trace.DueMs);
        }

        while (_waiting.Count > _options.MaxTraces || (_bytes > _options.MaxBytes && _waiting.Count > 0))
        {
            DecideNext(nowMs, isEarly: true);
        }
    }

    private GatheredTrace Begin(TraceId traceId, long nowMs)
    {
        GatheredTrace trace = _pool.Count > 0 ? _pool.Pop() : new GatheredTrace();
        trace.Begin(traceId);
        trace.DueMs = nowMs + (long)_options.DecisionWait.TotalMilliseconds;
        _waiting.Add(traceId, trace);
        _due.Enqueue(traceId, trace.DueMs);
        _bytes += trace.SizeBytes;
        return trace;
    }

    // A trace may stand in the queue twice, when its root made it due sooner: the later entry finds nothing, or a new trace that is not due.
    private void DecideNext(long nowMs, bool isEarly)
    {
        if (!_due.TryDequeue(out TraceId traceId, out long dueMs)
            || !_waiting.TryGetValue(traceId, out GatheredTrace? trace) || trace.DueMs != dueMs)
        {
            return;
        }

        _early += isEarly ? 1 : 0;
        bool keep = Judge(trace, nowMs);
        for (int i = 0; keep && i < trace.SpanCount; i++)
        {
            SpanCopier.Copy(trace.Spans, i, _ready);
        }

        (keep ? ref _kept : ref _dropped)++;
        _decisions.Add(traceId, keep);
        _waiting.Remove(traceId);
        _bytes -= trace.SizeBytes;
        trace.Clear();
        if (_pool.Count < MaxPooledTraces)
        {
            _pool.Push(trace);
        }
    }

    // Every policy sees every trace: budgets count what passes, whoever else wants it.
    private bool Judge(GatheredTrace trace, long nowMs)
    {
        bool keep = false;
        bool drop = false;
        for (int i = 0; i < _options.Policies.Count; i++)
        {
            switch (_options.Policies[i].Policy.Judge(trace, nowMs))
            {
                case SamplingVerdict.Keep:
                    keep = true;
                    _keptByPolicy[i]++;
                    break;
                case SamplingVerdict.Drop:
                    drop = true;
                    break;
            }
        }

        return keep && !drop;
    }

    private long NowMs() => _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
}
