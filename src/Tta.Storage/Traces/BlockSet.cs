using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>
/// The blocks of the store at one moment. Immutable; who reads from it holds a lease, and a block that is in no leased set any more is closed.
/// Leases are taken under the lock of the store and given back at any time.
/// </summary>
internal sealed class BlockSet
{
    private int _leases = 1;

    public BlockSet(SpanBlock[] blocks)
    {
        Blocks = blocks;
        foreach (SpanBlock block in blocks)
        {
            block.File.Acquire();
        }
    }

    /// <summary>By rising number.</summary>
    public SpanBlock[] Blocks { get; }

    public long RowCount => Sum(static block => block.RowCount);

    public long TraceCount => Sum(static block => block.Footer.TraceCount);

    public long SizeBytes => Sum(static block => block.File.LengthBytes);

    public BlockSet Acquire()
    {
        Interlocked.Increment(ref _leases);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            foreach (SpanBlock block in Blocks)
            {
                block.File.Release();
            }
        }
    }

    private long Sum(Func<SpanBlock, long> of)
    {
        long sum = 0;
        foreach (SpanBlock block in Blocks)
        {
            sum += of(block);
        }

        return sum;
    }
}
