using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>
/// The index fields of spans, column by column, in order of arrival. A row never changes once it counts, so a reader may use a
/// copy of this struct taken under the lock while rows are added behind its <see cref="Count"/>.
/// </summary>
internal struct SpanColumns
{
    private const int FirstCapacity = 64;

    public int Count;
    public TraceId[] TraceIds = new TraceId[FirstCapacity];
    public ulong[] SpanIds = new ulong[FirstCapacity];
    public long[] StartNs = new long[FirstCapacity];
    public long[] EndNs = new long[FirstCapacity];
    public int[] Operations = new int[FirstCapacity];
    public int[] Scopes = new int[FirstCapacity];
    public byte[] Statuses = new byte[FirstCapacity];
    public ReadOnlyMemory<byte>[] Messages = new ReadOnlyMemory<byte>[FirstCapacity];

    /// <summary>Row of the span of the same trace that came before, or -1.</summary>
    public int[] Previous = new int[FirstCapacity];

    public SpanColumns()
    {
    }

    public readonly long DurationNs(int row) => Math.Max(0, EndNs[row] - StartNs[row]);

    public int Add(in SpanBatch.SpanRow row, int operation, int scope, ReadOnlyMemory<byte> message, int previous)
    {
        if (Count == TraceIds.Length)
        {
            Grow();
        }

        int index = Count;
        TraceIds[index] = row.TraceId;
        SpanIds[index] = row.SpanId.Value;
        StartNs[index] = row.StartNs;
        EndNs[index] = row.EndNs;
        Operations[index] = operation;
        Scopes[index] = scope;
        Statuses[index] = (byte)row.Status;
        Messages[index] = message;
        Previous[index] = previous;
        Count++;
        return index;
    }

    private void Grow()
    {
        int capacity = Count * 2;
        Array.Resize(ref TraceIds, capacity);
        Array.Resize(ref SpanIds, capacity);
        Array.Resize(ref StartNs, capacity);
        Array.Resize(ref EndNs, capacity);
        Array.Resize(ref Operations, capacity);
        Array.Resize(ref Scopes, capacity);
        Array.Resize(ref Statuses, capacity);
        Array.Resize(ref Messages, capacity);
        Array.Resize(ref Previous, capacity);
    }
}
