using System.Runtime.CompilerServices;
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Logs;

/// <summary>
/// The embedded log store. Thread-safe. An append that returned is logged and visible to the next query; see
/// docs/formats/wal.md for what is on disk.
/// </summary>
public sealed class LogStore : ILogAppender, ILogSource, IWalReader, IAsyncDisposable
{
    private readonly LogHead _head;
    private readonly SegmentReferences<LogStream> _references = new();
    private readonly StoreLog _log;
    private readonly LogAppend _append;

    private LogStore(StoreOptions options)
    {
        _head = new LogHead(options.Limits);
        _log = new StoreLog(options, Signal.Logs, "logs", this);
        _append = new LogAppend(_log, _head, _references, options);
    }

    /// <summary>State of the store now.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                return _log.Status(_head.EntryCount, _head.ActiveStreamCount);
            }
        }
    }

    /// <summary>Opens the store and reads its log.</summary>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The log was written by a newer version.</exception>
    public static LogStore Open(StoreOptions options) => new(options);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendResult result;
        long position;
        lock (_log.Lock)
        {
            result = _append.Run(batch);
            position = _log.Position;
        }

        return _log.AcknowledgeAsync(result, position, cancellationToken);
    }

    /// <inheritdoc/>
#pragma warning disable CS1998 // Asynchronous for remote sources; memory needs no waiting.
    public async IAsyncEnumerable<LogChunk> ReadAsync(LogSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
#pragma warning restore CS1998
    {
        var streams = new List<LogStream>();
        lock (_log.Lock)
        {
            foreach (int id in _head.Index.Select(selection.Matchers))
            {
                streams.Add(_head[id]);
            }
        }

        streams.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
        foreach (LogStream stream in streams)
        {
            List<List<LogStreamChunk>> groups;
            lock (_log.Lock)
            {
                groups = stream.Groups(selection.StartNs, selection.EndNs);
            }

            if (selection.Backward)
            {
                groups.Reverse();
            }

            foreach (List<LogStreamChunk> group in groups)
            {
                cancellationToken.ThrowIfCancellationRequested();
                LogEntry[] entries = Copy(group, selection);
                if (entries.Length > 0)
                {
                    yield return new LogChunk(stream.Labels, entries);
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<Labels>>> StreamsAsync(
        IReadOnlyList<IReadOnlyList<LabelMatcher>> matcherSets, long startNs, long endNs, CancellationToken cancellationToken)
    {
        var found = new List<Labels>();
        lock (_log.Lock)
        {
            foreach (int id in _head.Index.SelectAny(matcherSets))
            {
                if (_head[id].HasBetween(startNs, endNs))
                {
                    found.Add(_head[id].Labels);
                }
            }
        }

        found.Sort();
        return ValueTask.FromResult(new Answer<IReadOnlyList<Labels>>(found, _log.Warnings));
    }

    /// <summary>One maintenance step: group sync, retention, free space. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken) => _log.RunOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    long IWalReader.ReadRecord(in WalRecord record) => record.Type == LogRecord.Type
        ? LogRecord.Read(record.Payload, record.Segment, _head, _references)
        : throw new InvalidDataException($"unknown record type {record.Type}");

    void IWalReader.ForgetSegment(long segment) => _head.Forget(segment);

    /// <summary>The entries in range of chunks that may overlap, in the order asked for; those of equal time in order of arrival.</summary>
    private LogEntry[] Copy(List<LogStreamChunk> group, LogSelection selection)
    {
        LogEntry[] entries;
        lock (_log.Lock)
        {
            entries = group.Count == 1 ? group[0].Range(selection.StartNs, selection.EndNs).ToArray() : CopyAll(group, selection);
        }

        if (group.Count > 1)
        {
            SortStable(entries);
        }

        if (selection.Backward)
        {
            ReverseKeepingArrival(entries);
        }

        return entries;
    }

    private static LogEntry[] CopyAll(List<LogStreamChunk> group, LogSelection selection)
    {
        var all = new List<LogEntry>();
        foreach (LogStreamChunk chunk in group)
        {
            all.AddRange(chunk.Range(selection.StartNs, selection.EndNs));
        }

        return all.ToArray();
    }

    private static void SortStable(LogEntry[] entries)
    {
        var keys = new (long TimeNs, int Arrival)[entries.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = (entries[i].TimeNs, i);
        }

        Array.Sort(keys, entries);
    }

    private static void ReverseKeepingArrival(LogEntry[] entries)
    {
        Array.Reverse(entries);
        for (int first = 0; first < entries.Length;)
        {
            int end = first + 1;
            while (end < entries.Length && entries[end].TimeNs == entries[first].TimeNs)
            {
                end++;
            }

            Array.Reverse(entries, first, end - first);
            first = end;
        }
    }
}
