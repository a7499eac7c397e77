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
    public TraceId[] TraceIds;
    public ulong[] SpanIds;
    public long[] StartNs;
    public long[] EndNs;
    public int[] Operations;
    public int[] Scopes;
    public byte[] Statuses;
    public StoredRecord[] Records;
    public int[] Offsets; // Of the message in its record.
    public int[] Lengths;

    /// <summary>Row of the span of the same trace that came before, or -1.</summary>
    public int[] Previous;

    /// <param name="capacity">Rows to have room for; 0 when nothing is known.</param>
    public SpanColumns(int capacity)
    {
        capacity = Math.Max(capacity, FirstCapacity);
        TraceIds = new TraceId[capacity];
        SpanIds = new ulong[capacity];
        StartNs = new long[capacity];
        EndNs = new long[capacity];
        Operations = new int[capacity];
        Scopes = new int[capacity];
        Statuses = new byte[capacity];
        Records = new StoredRecord[capacity];
        Offsets = new int[capacity];
        Lengths = new int[capacity];
        Previous = new int[capacity];
    }

    public readonly long DurationNs(int row) => Math.Max(0, EndNs[row] - StartNs[row]);

    public int Add(in SpanBatch.SpanRow row, int operation, int scope, StoredRecord record, int offset, int previous)
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
        Records[index] = record;
        Offsets[index] = offset;
        Lengths[index] = row.Message.Length;
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
        Array.Resize(ref Records, capacity);
        Array.Resize(ref Offsets, capacity);
        Array.Resize(ref Lengths, capacity);
        Array.Resize(ref Previous, capacity);
    }
}
