using Tta.Storage.Traces.Search;

namespace Tta.Storage.Traces;

/// <summary>Where the spans of the store are. Changed under the lock of the store, read under it or by a lease.</summary>
internal sealed class TraceContents(Lock storeLock, StoreWarnings warnings)
{
    public Lock Lock { get; } = storeLock;

    public StoreWarnings Warnings { get; } = warnings;

    public TraceHead Head { get; } = new();

    public BlockSet Blocks { get; private set; } = new([]);

    /// <summary>Under the lock.</summary>
    public void Replace(BlockSet blocks)
    {
        Blocks.Release();
        Blocks = blocks;
    }

    /// <summary>Everything as it is now; the caller releases the blocks.</summary>
    public (HeadView[] Head, BlockSet Blocks) View()
    {
        lock (Lock)
        {
            return (Head.View(), Blocks.Acquire());
        }
    }
}
