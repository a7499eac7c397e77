namespace Tta.Storage.Llm.Queries;

/// <summary>
/// The lock of the store, taken in turns: a query holds it for a batch of rows at a time, and between two batches appends that wait go first. What a query
/// sees of a row is whole; rows that change while it runs are seen as they were or as they are. Thread-safe.
/// </summary>
internal sealed class ScanTurns(Lock storeLock)
{
    private int _waiting;

    /// <summary>Takes the lock for an append.</summary>
    public Lock.Scope EnterToAppend()
    {
        Interlocked.Increment(ref _waiting);
        Lock.Scope scope = storeLock.EnterScope();
        Interlocked.Decrement(ref _waiting);
        return scope;
    }

    /// <summary>Takes the lock for a short read, behind the appends that wait for it.</summary>
    public Lock.Scope EnterToRead()
    {
        if (!storeLock.IsHeldByCurrentThread)
        {
            var spin = default(SpinWait);
            while (Volatile.Read(ref _waiting) > 0 && spin.Count < 1_000)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        return storeLock.EnterScope();
    }
}
