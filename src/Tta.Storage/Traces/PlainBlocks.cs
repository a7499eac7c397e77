namespace Tta.Storage.Traces;

/// <summary>
/// Keeps the blocks decompressed last alive, so that spans of one trace, or of one batch, decompress it once. Thread-safe.
/// </summary>
internal sealed class PlainBlocks
{
    private const int Count = 16;
    private const int LargestBytes = 1 << 20;

    private readonly byte[]?[] _recent = new byte[Count][];
    private uint _next;

    public void Keep(byte[] plain)
    {
        if (plain.Length <= LargestBytes)
        {
            Volatile.Write(ref _recent[Interlocked.Increment(ref _next) % Count], plain);
        }
    }
}
