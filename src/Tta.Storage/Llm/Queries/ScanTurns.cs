using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Llm.Queries;

/// <summary>
/// The lock of the store, taken in turns: a query holds it for a batch of rows at a time, and between two batches appends that wait go first. What a query
/// sees of a row is whole; rows that change while it runs are seen as they were or as they are. Pages of rows stay in memory until the turn ends that asked
/// for them. Thread-safe.
/// </summary>
internal sealed class ScanTurns(Lock storeLock, RowPages pages)
{
    private int _waiting;
    private int _depth; // Turns within turns. Under the lock.

    /// <summary>Takes the lock for an append.</summary>
    public Turn EnterToAppend()
    {
        Interlocked.Increment(ref _waiting);
        storeLock.Enter();
        Interlocked.Decrement(ref _waiting);
        return new Turn(this);
    }

    /// <summary>Takes the lock for a short read, behind the appends that wait for it.</summary>
    public Turn EnterToRead()
    {
        if (!storeLock.IsHeldByCurrentThread)
        {
            var spin = default(SpinWait);
            while (Volatile.Read(ref _waiting) > 0 && spin.Count < 1_000)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        storeLock.Enter();
        return new Turn(this);
    }

    /// <summary>Holds the lock until it is disposed.</summary>
    public readonly ref struct Turn
    {
        private readonly ScanTurns _turns;

        public Turn(ScanTurns turns)
        {
            _turns = turns;
            _turns._depth++;
        }

        public void Dispose() => _turns.Leave();
    }

    private void Leave()
    {
        try
        {
            if (--_depth == 0)
            {
                pages.Trim();
            }
        }
        finally
        {
            storeLock.Exit();
        }
    }
}
