namespace Tta.Server.Ingest;

/// <summary>Bounds the memory of request bodies that are being worked on at the same time. Thread-safe.</summary>
internal sealed class IngestGate(long maxBytes)
{
    private long _bytes;

    /// <summary>Counts a body; false when it does not fit now. The first body always fits.</summary>
    public bool TryEnter(long sizeBytes)
    {
        long total = Interlocked.Add(ref _bytes, sizeBytes);
        if (total <= maxBytes || total == sizeBytes)
        {
            return true;
        }

        Leave(sizeBytes);
        return false;
    }

    public void Leave(long sizeBytes) => Interlocked.Add(ref _bytes, -sizeBytes);
}
