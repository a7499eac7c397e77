namespace Tta.Model;

/// <summary>
/// What is to be sent to another server and was not yet. An item that was taken survives the death of the process until it is removed, or dropped
/// because the queue is over its size or the item over its age: then the oldest go first, and are counted. Items are read in the order they were
/// put in. Thread-safe; one reader at a time.
/// </summary>
public interface IForwardQueue
{
    /// <summary>State now.</summary>
    ForwardQueueStatus Status { get; }

    /// <summary>Puts an item behind the others. False, counted, when the disk is full or failing: who sends must not suffer from who forwards.</summary>
    /// <param name="payload">The item; copied.</param>
    /// <param name="count">How many things it holds.</param>
    /// <param name="cancellationToken">Ends waiting for the disk; the item may have been taken by then.</param>
    ValueTask<bool> AppendAsync(ReadOnlyMemory<byte> payload, int count, CancellationToken cancellationToken);

    /// <summary>The oldest item behind a place, or null when there is none. It stays in the queue.</summary>
    /// <param name="behind">End of the item before; null: the oldest of all.</param>
    /// <exception cref="IOException">The disk does not give it; to be tried again.</exception>
    ForwardItem? Read(ForwardPosition? behind);

    /// <summary>
    /// Removes all items up to a place, because they were sent. Remembered across the death of the process, unless the disk refuses: then they are
    /// sent a second time.
    /// </summary>
    ValueTask RemoveAsync(ForwardPosition end, CancellationToken cancellationToken);
}
