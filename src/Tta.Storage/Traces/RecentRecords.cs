namespace Tta.Storage.Traces;

/// <summary>
/// Keeps the records decompressed last alive, up to a number of bytes, so that spans of one trace, of one batch or of one search decompress
/// them once. Thread-safe.
/// </summary>
internal sealed class RecentRecords
{
    private const int MaxBytes = 8 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _recent = new();
    private long _bytes;

    public void Keep(byte[] plain)
    {
        lock (_lock)
        {
            _recent.Enqueue(plain);
            _bytes += plain.Length;
            while (_bytes > MaxBytes)
            {
                _bytes -= _recent.Dequeue().Length;
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _recent.Clear();
            _bytes = 0;
        }
    }
}
