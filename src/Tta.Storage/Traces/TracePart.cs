using System.Buffers.Binary;
using System.Text;
using Tta.Model;
using Tta.Storage.LabelSets;

namespace Tta.Storage.Traces;

/// <summary>The spans of one segment of the log in memory, with their indexes. Changed under the lock of the store.</summary>
internal sealed class TracePart(long segment, RecentRecords recent, TracePart? before)
{
    /// <summary>From this many spans on, a trace gets a set of its spans instead of a walk along its chain.</summary>
    private const int LargeTrace = 32;

    private readonly Dictionary<TraceId, Chain> _traces = new(before?.TraceCount ?? 0, TraceIdComparer.Instance);
    private readonly Dictionary<TraceId, HashSet<SpanKey>> _largeTraces = new(TraceIdComparer.Instance);
    private readonly ByteKeyTable _resourceKeys = new();
    private readonly ByteKeyTable _scopeKeys = new();
    private readonly ByteKeyTable _serviceKeys = new();
    private readonly ByteKeyTable _operationKeys = new();
    private readonly List<StoredResource> _resources = [];
    private readonly List<StoredScope> _scopes = [];
    private readonly List<string> _services = [];
    private readonly List<StoredOperation> _operations = [];
    private readonly BytePages _messages = new();
    private readonly ByteArena _key = new();
    private SpanColumns _columns = new(before?.SpanCount ?? 0); // Segments are alike: growing again would be waste.
    private int[] _scopeOfRow = [];
    private int[] _serviceOfRow = [];

    public long Segment { get; } = segment;

    public int SpanCount => _columns.Count;

    public int TraceCount => _traces.Count;

    /// <summary>A copy that may be read without the lock.</summary>
    public SpanColumns Columns => _columns;

    public IReadOnlyList<StoredOperation> Operations => _operations;

    public StoredScope[] CopyScopes() => _scopes.ToArray();

    public bool Has(TraceId traceId, SpanKey key)
    {
        if (!_traces.TryGetValue(traceId, out Chain chain))
        {
            return false;
        }

        if (chain.Count >= LargeTrace)
        {
            return _largeTraces[traceId].Contains(key);
        }

        for (int row = chain.Last; row >= 0; row = _columns.Previous[row])
        {
            if (KeyOf(row) == key)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds the spans of a trace to a list.</summary>
    public void CollectTrace(TraceId traceId, List<StoredSpan> spans)
    {
        if (_traces.TryGetValue(traceId, out Chain chain))
        {
            for (int row = chain.Last; row >= 0; row = _columns.Previous[row])
            {
                spans.Add(new StoredSpan(_columns.Records[row], _columns.Offsets[row], _columns.Lengths[row], _scopes[_columns.Scopes[row]]));
            }
        }
    }

    /// <summary>Adds the chosen spans of a batch; those that are here already are left out, the others become its new spans.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="spans">Rows of the batch.</param>
    /// <param name="compressed">The record of these spans as the log holds it compressed, or empty.</param>
    /// <param name="offsets">Where in the plain record the message of each of these spans stands.</param>
    public void Add(SpanBatch batch, ReadOnlySpan<int> spans, ReadOnlySpan<byte> compressed, ReadOnlySpan<int> offsets)
    {
        AddScopes(batch);
        StoredRecord? record = compressed.IsEmpty ? null : StoredRecord.OfCompressed(compressed, recent);
        for (int i = 0; i < spans.Length; i++)
        {
            ref readonly SpanBatch.SpanRow row = ref batch.Spans[spans[i]];
            if (!Has(row.TraceId, SpanKey.Of(row.SpanId.Value, row.Kind)))
            {
                Add(batch, row, record ?? StoredRecord.Of(_messages.Add(batch.Arena.Get(row.Message))), record is null ? 0 : offsets[i]);
                batch.NewSpans.Add(spans[i]);
            }
        }
    }

    private void Add(SpanBatch batch, in SpanBatch.SpanRow row, StoredRecord record, int offset)
    {
        int operation = OperationOf(_serviceOfRow[row.ScopeIndex], row.Kind, batch.Arena.Get(row.Name));
        Chain chain = _traces.GetValueOrDefault(row.TraceId, Chain.Empty);
        int index = _columns.Add(row, operation, _scopeOfRow[row.ScopeIndex], record, offset, chain.Last);
        chain = new Chain(index, chain.Count + 1);
        _traces[row.TraceId] = chain;
        if (chain.Count == LargeTrace)
        {
            var keys = new HashSet<SpanKey>();
            for (int member = index; member >= 0; member = _columns.Previous[member])
            {
                keys.Add(KeyOf(member));
            }

            _largeTraces.Add(row.TraceId, keys);
        }
        else if (chain.Count > LargeTrace)
        {
            _largeTraces[row.TraceId].Add(KeyOf(index));
        }
    }

    private SpanKey KeyOf(int row) => SpanKey.Of(_columns.SpanIds[row], _operations[_columns.Operations[row]].Kind);

    /// <summary>Finds or adds scopes and services of a batch, so that its spans only look up an array.</summary>
    private void AddScopes(SpanBatch batch)
    {
        if (_scopeOfRow.Length < batch.Scopes.Count)
        {
            _scopeOfRow = new int[batch.Scopes.Count * 2];
            _serviceOfRow = new int[_scopeOfRow.Length];
        }

        for (int i = 0; i < batch.Scopes.Count; i++)
        {
            ref readonly SpanBatch.ScopeRow scope = ref batch.Scopes[i];
            ref readonly SpanBatch.ResourceRow resource = ref batch.Resources[scope.ResourceIndex];
            int resourceId = ResourceOf(batch, resource);
            ReadOnlyMemory<byte> key = Key(
                _scopeKeys, resourceId, batch.Arena.Get(scope.Message), batch.Arena.Get(scope.SchemaUrl), out int id);
            if (id == _scopes.Count)
            {
                _scopes.Add(new StoredScope(
                    _resources[resourceId], key.Slice(8, scope.Message.Length), batch.Arena.GetString(scope.SchemaUrl)));
            }

            _scopeOfRow[i] = id;
            _serviceOfRow[i] = ServiceOf(batch.Arena.Get(resource.ServiceName));
        }
    }

    private int ResourceOf(SpanBatch batch, in SpanBatch.ResourceRow resource)
    {
        ReadOnlyMemory<byte> key = Key(
            _resourceKeys, 0, batch.Arena.Get(resource.Message), batch.Arena.Get(resource.SchemaUrl), out int id);
        if (id == _resources.Count)
        {
            _resources.Add(new StoredResource(key.Slice(8, resource.Message.Length), batch.Arena.GetString(resource.SchemaUrl)));
        }

        return id;
    }

    /// <summary>Key: owner 4, length of the message 4, message, rest.</summary>
    private ReadOnlyMemory<byte> Key(ByteKeyTable table, int owner, ReadOnlySpan<byte> message, ReadOnlySpan<byte> rest, out int id)
    {
        _key.Clear();
        Span<byte> head = _key.Reserve(8);
        BinaryPrimitives.WriteInt32LittleEndian(head, owner);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], message.Length);
        _key.Commit(8);
        _key.Add(message);
        _key.Add(rest);
        id = table.GetOrAdd(_key.Written, out _);
        return table[id];
    }

    private int ServiceOf(ReadOnlySpan<byte> name)
    {
        int id = _serviceKeys.GetOrAdd(name, out bool added);
        if (added)
        {
            _services.Add(name.IsEmpty ? Resource.UnknownService : Encoding.UTF8.GetString(name));
        }

        return id;
    }

    private int OperationOf(int service, SpanKind kind, ReadOnlySpan<byte> name)
    {
        Key(_operationKeys, service, name, [(byte)kind], out int id);
        if (id == _operations.Count)
        {
            _operations.Add(new StoredOperation(_services[service], Encoding.UTF8.GetString(name), kind));
        }

        return id;
    }

    /// <summary>The spans of a trace, linked from the last one backwards.</summary>
    private readonly record struct Chain(int Last, int Count)
    {
        public static Chain Empty => new(-1, 0);
    }
}
