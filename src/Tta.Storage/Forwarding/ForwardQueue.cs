// Spec: docs/formats/forward-queue.md.
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Forwarding;

/// <summary>
/// A queue on disk: a write-ahead log of items, and of the places up to which they were removed. Files of which everything was removed are
/// deleted. Thread-safe; one reader at a time.
/// </summary>
public sealed class ForwardQueue : IForwardQueue, IWalReader, IAsyncDisposable
{
    private const byte ItemType = 1;
    private const byte RemovalType = 2;
    private const long SegmentBytes = 16 << 20;
    private const long IdleBytes = 1 << 20; // An empty queue keeps no file larger than this.

    private readonly StoreLog _log;
    private readonly WalTail _tail;
    private readonly SortedList<long, QueuedSegment> _segments = [];
    private ForwardPosition _head; // Everything before was removed.
    private (ForwardPosition Head, long? QueuedMs) _oldest;
    private long _dropped;
    private long _notTaken;

    private ForwardQueue(StoreOptions options, ForwardQueueOptions queue)
    {
        _tail = new WalTail(options.FileSystem);
        _log = new StoreLog(
            options with { RetentionBytes = queue.MaxBytes, RetentionTime = queue.MaxAge, SegmentBytes = SegmentBytes },
            Signal.Forward, Path.Combine("forward", queue.Name), this);
    }

    /// <inheritdoc/>
    public ForwardQueueStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                long waiting = WaitingCount();
                return new ForwardQueueStatus
                {
                    WaitingCount = waiting,
                    WaitingBytes = waiting == 0 ? 0 : WaitingBytes(),
                    OldestMs = waiting == 0 ? null : OldestMs(),
                    DroppedCount = _dropped,
                    NotTakenCount = _notTaken,
                    UnavailableReason = _log.UnavailableReason,
                    Warnings = _log.AllWarnings.All,
                };
            }
        }
    }

    /// <summary>Opens the queue and reads what waits.</summary>
    /// <param name="options">Where and how; its retention is not used.</param>
    /// <param name="queue">Name and bounds.</param>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">It was written by a newer version.</exception>
    public static ForwardQueue Open(StoreOptions options, ForwardQueueOptions queue) => new(options, queue);

    /// <inheritdoc/>
    public async ValueTask<bool> AppendAsync(ReadOnlyMemory<byte> payload, int count, CancellationToken cancellationToken)
    {
        try
        {
            long position = Append(payload.Span, count);
            await _log.AcknowledgeAsync(default, position, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreUnavailableException)
        {
            Interlocked.Add(ref _notTaken, count); // The log and its status say why.
            return false;
        }
    }

    /// <inheritdoc/>
    public ForwardItem? Read(ForwardPosition? behind)
    {
        lock (_log.Lock)
        {
            return ItemBehind(behind is { } place && place.IsBehind(_head) ? place : _head);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(ForwardPosition end, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            if (!end.IsBehind(_head))
            {
                return; // Dropped meanwhile.
            }

            Advance(end);
            Remember(end);
            if (WaitingCount() == 0 && _log.DataBytes > IdleBytes)
            {
                _log.EndSegment();
            }
        }

        while (_log.OldestFullSegment() is { } number && IsRemoved(number))
        {
            if (!await _log.DropSegmentAsync(number, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>One maintenance step: sync, dropping of what is too much or too old, free space. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken) => _log.RunOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync().ConfigureAwait(false);
        _tail.Dispose();
    }

    long IWalReader.ReadRecord(in WalRecord record)
    {
        int position = 0;
        switch (record.Type)
        {
            case ItemType:
                (long count, long queuedMs) = HeaderOf(record.Payload, ref position);
                SegmentOf(record.Segment).Count += count;
                return queuedMs;
            case RemovalType:
                Advance(new ForwardPosition(Number(record.Payload, ref position), Number(record.Payload, ref position), Number(record.Payload, ref position)));
                return long.MinValue;
            default:
                throw new InvalidDataException($"unknown record type {record.Type}");
        }
    }

    void IWalReader.ForgetSegment(long segment)
    {
        _tail.Forget(segment);
        if (_segments.Remove(segment, out QueuedSegment? gone) && gone.WaitingCount > 0)
        {
            _dropped += gone.WaitingCount;
            _log.AllWarnings.Add(
                $"the queue in {_log.Directory} was over its size or age: the oldest was dropped before it was sent; the counters of the queue say how much");
        }

        if (_head.Segment <= segment)
        {
            _head = new ForwardPosition(segment + 1, WalFormat.SegmentHeaderBytes, 0);
        }
    }

    private long Append(ReadOnlySpan<byte> payload, int count)
    {
        lock (_log.Lock)
        {
            long nowMs = _log.NowMs;
            _log.BeginAppend();
            _log.Record.WriteVarint((uint)count);
            _log.Record.WriteZigZag(nowMs);
            _log.Record.WriteRaw(payload);
            _log.Commit(ItemType, nowMs);
            SegmentOf(_log.Segment).Count += count;
            return _log.Position;
        }
    }

    /// <summary>The first item behind a place. What is damaged is left out and counted.</summary>
    private ForwardItem? ItemBehind(ForwardPosition place)
    {
        foreach (WalSegment segment in _log.Segments)
        {
            if (segment.Number < place.Segment)
            {
                continue;
            }

            place = segment.Number == place.Segment ? place : new ForwardPosition(segment.Number, WalFormat.SegmentHeaderBytes, 0);
            while (place.Offset < segment.LengthBytes)
            {
                if (_tail.Read(segment, place.Offset, out long size) is not { } record)
                {
                    SkipDamaged(segment, place);
                    break;
                }

                place = place with { Offset = place.Offset + size };
                if (WalTail.TypeOf(record) == ItemType)
                {
                    return ItemOf(record, place);
                }
            }
        }

        return null;
    }

    private void SkipDamaged(WalSegment segment, ForwardPosition place)
    {
        QueuedSegment queued = SegmentOf(segment.Number);
        _dropped += queued.Count - place.Count; // What was read before is being sent.
        Advance(new ForwardPosition(segment.Number, segment.LengthBytes, queued.Count));
        _log.AllWarnings.Add($"{segment.Path} is damaged: what waited in it to be sent is lost; check the disk");
    }

    private void Advance(ForwardPosition end)
    {
        _head = end;
        foreach (QueuedSegment segment in _segments.Values)
        {
            segment.RemovedCount = segment.Number < end.Segment ? segment.Count : segment.Number == end.Segment ? end.Count : segment.RemovedCount;
        }
    }

    private void Remember(ForwardPosition end)
    {
        try
        {
            _log.BeginAppend();
            _log.Record.WriteVarint((ulong)end.Segment);
            _log.Record.WriteVarint((ulong)end.Offset);
            _log.Record.WriteVarint((ulong)end.Count);
            _log.Commit(RemovalType, long.MinValue);
        }
        catch (StoreUnavailableException)
        {
            // The disk is full: after a crash these items are sent again, which their receivers take for what they have already.
        }
    }

    private bool IsRemoved(long number)
    {
        lock (_log.Lock)
        {
            return number < _head.Segment || !_segments.TryGetValue(number, out QueuedSegment? segment) || segment.WaitingCount == 0;
        }
    }

    private long WaitingCount()
    {
        long count = 0;
        foreach (QueuedSegment segment in _segments.Values)
        {
            count += segment.WaitingCount;
        }

        return count;
    }

    private long WaitingBytes()
    {
        long size = 0;
        foreach (WalSegment segment in _log.Segments)
        {
            size += segment.Number < _head.Segment ? 0 : segment.LengthBytes - (segment.Number == _head.Segment ? _head.Offset : 0);
        }

        return size;
    }

    private long? OldestMs()
    {
        if (_oldest.QueuedMs is null || _oldest.Head != _head)
        {
            try
            {
                _oldest = (_head, ItemBehind(_head)?.QueuedMs);
            }
            catch (IOException)
            {
                return null; // Reading it to send it says so.
            }
        }

        return _oldest.QueuedMs;
    }

    private QueuedSegment SegmentOf(long number)
    {
        if (!_segments.TryGetValue(number, out QueuedSegment? segment))
        {
            _segments.Add(number, segment = new QueuedSegment(number));
        }

        return segment;
    }

    // Replay has read every record: what it took makes sense.
    private static ForwardItem ItemOf(byte[] record, ForwardPosition end)
    {
        ReadOnlyMemory<byte> payload = WalTail.PayloadOf(record);
        int position = 0;
        (long count, long queuedMs) = HeaderOf(payload.Span, ref position);
        return new ForwardItem(payload[position..], (int)count, queuedMs, end with { Count = end.Count + count });
    }

    private static (long Count, long QueuedMs) HeaderOf(ReadOnlySpan<byte> payload, ref int position) =>
        (Number(payload, ref position), Varint.UnZigZag((ulong)Number(payload, ref position)));

    private static long Number(ReadOnlySpan<byte> payload, ref int position) =>
        Varint.TryRead(payload, ref position, out ulong number) ? (long)number : throw new InvalidDataException("a number in a queue is damaged");
}
