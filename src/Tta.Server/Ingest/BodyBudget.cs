namespace Tta.Server.Ingest;

/// <summary>Bounds the memory that request bodies take together, from their first byte until they are worked off. Thread-safe.</summary>
internal sealed class BodyBudget(long maxBytes)
{
    private long _heldBytes;

    public long MaxBytes => maxBytes;

    /// <summary>What all bodies hold now.</summary>
    public long HeldBytes => Interlocked.Read(ref _heldBytes);

    /// <summary>What a sender is told that has to come again.</summary>
    public string Exhausted =>
        $"request bodies hold all of the {maxBytes} bytes that they may (limits.max_in_flight_request_bytes); try again later";

    /// <summary>Lets a body that holds <paramref name="heldBytes"/> hold more; false when that does not fit now. One alone always fits.</summary>
    public bool TryTake(long heldBytes, long moreBytes)
    {
        while (true)
        {
            long before = Interlocked.Read(ref _heldBytes);
            long after = before + moreBytes;
            if (after > maxBytes && before != heldBytes)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _heldBytes, after, before) == before)
            {
                return true;
            }
        }
    }

    public void Return(long sizeBytes) => Interlocked.Add(ref _heldBytes, -sizeBytes);
}
