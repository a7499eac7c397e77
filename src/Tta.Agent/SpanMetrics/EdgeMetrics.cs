// Spec: Tempo 3 metrics generator, service-graphs processor. Differences: a latency that no span reports is left out instead of counted as
// zero; for a peer without spans of its own the client's duration stands for the server's; providers of models count as peers.
using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Agent.SpanMetrics;

/// <summary>Calls between services, from the client's and the server's span of each. Not thread-safe.</summary>
internal sealed class EdgeMetrics
{
    private const double NsPerSecond = 1e9;
    private const int Unknown = -1;
    private static readonly double[] s_bounds = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8];

    private readonly SpanMetricsOptions _options;
    private readonly ByteArena _key = new();
    private readonly ByteKeyTable _names = new();
    private readonly WaitingEdges _waiting;
    private readonly int _requests;
    private readonly int _failures;
    private readonly int _serverSeconds;
    private readonly int _clientSeconds;

    public EdgeMetrics(SpanMetricsOptions options)
    {
        _options = options;
        _waiting = new WaitingEdges(options.MaxWaitingEdges);
        var layout = new SeriesLayout();
        _requests = layout.Counter("traces_service_graph_request_total", "Calls from one service to another.");
        _failures = layout.Counter("traces_service_graph_request_failed_total", "Those of which one side has error status.");
        _serverSeconds = layout.Histogram("traces_service_graph_request_server_seconds", "Duration as the server saw it, seconds.", s_bounds);
        _clientSeconds = layout.Histogram("traces_service_graph_request_client_seconds", "Duration as the client saw it, seconds.", s_bounds);
        Edges = new SeriesTable(layout, options.Limits.MaxSpanMetricSets);

        var unpaired = new SeriesLayout();
        unpaired.Counter("traces_service_graph_unpaired_spans_total", "Spans of calls whose other side never came.");
        Unpaired = new SeriesTable(unpaired, options.Limits.MaxSpanMetricSets);

        var dropped = new SeriesLayout();
        dropped.Counter("traces_service_graph_dropped_spans_total", "Spans of calls that were left out because too many waited for their other side.");
        Dropped = new SeriesTable(dropped, options.Limits.MaxSpanMetricSets);
    }

    public SeriesTable Edges { get; }

    public SeriesTable Unpaired { get; }

    public SeriesTable Dropped { get; }

    public int WaitingCount => _waiting.Count;

    public void Add(SpanBatch batch, in SpanBatch.SpanRow span, ReadOnlySpan<byte> service, long nowMs)
    {
        bool isClient = span.Kind is SpanKind.Client or SpanKind.Producer;
        if (!isClient && span.Kind is not (SpanKind.Server or SpanKind.Consumer))
        {
            return;
        }

        int name = NumberOf(service);
        double seconds = Math.Max(0, span.EndNs - span.StartNs) / NsPerSecond;
        bool isFailed = span.Status == SpanStatusCode.Error;
        int peer = Unknown;
        if (isClient)
        {
            ReadOnlySpan<byte> peerName = PeerName.Find(batch.Arena.Get(span.Message), out bool isDatabase);
            peer = peerName.IsEmpty ? Unknown : NumberOf(peerName);
            if (isDatabase && peer != Unknown)
            {
                Count(name, _names[peer], "database"u8, seconds, seconds, isFailed, span.TraceId, nowMs);
                return;
            }
        }
        else if (!span.ParentSpanId.IsValid)
        {
            ReadOnlySpan<byte> caller = AttributeText.OfSpan(batch.Arena.Get(span.Message), "peer.service"u8);
            Count(caller.IsEmpty ? "user"u8 : caller, name, "virtual_node"u8, null, seconds, isFailed, span.TraceId, nowMs);
            return;
        }

        var key = new WaitingEdges.EdgeKey(span.TraceId, isClient ? span.SpanId : span.ParentSpanId);
        var side = new WaitingEdges.EdgeSide(isClient, name, peer, seconds, isFailed, nowMs);
        bool isMessaging = span.Kind is SpanKind.Producer or SpanKind.Consumer;
        Join(key, side, isMessaging, nowMs);
    }

    /// <summary>Gives up on sides that have waited too long.</summary>
    public void Expire(long nowMs)
    {
        long beforeMs = nowMs - (long)_options.EdgeWait.TotalMilliseconds;
        while (_waiting.TryTakeOlder(beforeMs, out WaitingEdges.EdgeSide side))
        {
            if (side.IsClient && side.Peer != Unknown)
            {
                Count(side.Service, _names[side.Peer], "virtual_node"u8, side.Seconds, side.Seconds, side.IsFailed, default, nowMs);
            }
            else
            {
                CountAlone(Unpaired, side, nowMs);
            }
        }
    }

    private void Join(in WaitingEdges.EdgeKey key, in WaitingEdges.EdgeSide side, bool isMessaging, long nowMs)
    {
        if (!_waiting.TryGet(key, out WaitingEdges.EdgeSide other))
        {
            if (side.Service == Unknown || !_waiting.TryAdd(key, side))
            {
                CountAlone(Dropped, side, nowMs);
            }

            return;
        }

        if (other.IsClient == side.IsClient)
        {
            return; // The same span once more.
        }

        _waiting.Remove(key);
        WaitingEdges.EdgeSide client = side.IsClient ? side : other;
        WaitingEdges.EdgeSide server = side.IsClient ? other : side;
        Count(
            client.Service, NameOf(server.Service), isMessaging ? "messaging_system"u8 : default, client.Seconds, server.Seconds,
            client.IsFailed || server.IsFailed, key.TraceId, nowMs);
    }

    private void Count(
        int client, ReadOnlySpan<byte> server, ReadOnlySpan<byte> type, double? clientSeconds, double? serverSeconds, bool isFailed, TraceId traceId, long nowMs) =>
        Count(NameOf(client), server, type, clientSeconds, serverSeconds, isFailed, traceId, nowMs);

    private void Count(
        ReadOnlySpan<byte> client, int server, ReadOnlySpan<byte> type, double? clientSeconds, double? serverSeconds, bool isFailed, TraceId traceId, long nowMs) =>
        Count(client, NameOf(server), type, clientSeconds, serverSeconds, isFailed, traceId, nowMs);

    private void Count(
        ReadOnlySpan<byte> client, ReadOnlySpan<byte> server, ReadOnlySpan<byte> type, double? clientSeconds, double? serverSeconds, bool isFailed,
        TraceId traceId, long nowMs)
    {
        int maxBytes = _options.Limits.MaxLabelValueBytes;
        _key.Clear();
        SpanText.WriteLabel(_key, "client"u8, client, maxBytes);
        SpanText.WriteLabel(_key, "connection_type"u8, type, maxBytes);
        SpanText.WriteLabel(_key, "server"u8, server, maxBytes);
        int key = Edges.GetOrAdd(_key.Written, nowMs);
        Edges.Add(key, _requests, 1);
        Edges.Add(key, _failures, isFailed ? 1 : 0);
        if (serverSeconds is { } server1)
        {
            Edges.Observe(key, _serverSeconds, s_bounds, server1, traceId, nowMs);
        }

        if (clientSeconds is { } client1)
        {
            Edges.Observe(key, _clientSeconds, s_bounds, client1, traceId, nowMs);
        }
    }

    private void CountAlone(SeriesTable table, in WaitingEdges.EdgeSide side, long nowMs)
    {
        _key.Clear();
        SpanText.WriteLabel(_key, side.IsClient ? "client"u8 : "server"u8, NameOf(side.Service), _options.Limits.MaxLabelValueBytes);
        table.Add(table.GetOrAdd(_key.Written, nowMs), 0, 1);
    }

    // Names are kept for ever, so there is a bound on them too.
    private int NumberOf(ReadOnlySpan<byte> name)
    {
        int number = _names.Find(name);
        return number >= 0 ? number : _names.Count < _options.MaxWaitingEdges ? _names.GetOrAdd(name, out _) : Unknown;
    }

    private ReadOnlySpan<byte> NameOf(int number) => number == Unknown ? "metric_overflow"u8 : _names[number];
}
