using Tta.Model;
using Tta.Storage.LabelSets;

namespace Tta.Storage.Logs;

/// <summary>All streams in memory. Used under the lock of the store.</summary>
internal sealed class LogHead(Limits limits)
{
    private readonly List<LogStream> _streams = [];
    private LabelIndex _index = new();
    private BytePages _pages = new();
    private long _pagesSegment;

    public long EntryCount { get; private set; }

    /// <summary>Streams with entries.</summary>
    public int ActiveStreamCount { get; private set; }

    public LabelIndex Index => _index;

    public LogStream this[int id] => _streams[id];

    public LogStream? Find(ReadOnlySpan<byte> labels)
    {
        int id = _index.Find(labels);
        return id < 0 ? null : _streams[id];
    }

    /// <summary>Adds a stream that <see cref="Find"/> did not know, unless its labels or the number of streams forbid it.</summary>
    public LogStream? TryAdd(ReadOnlySpan<byte> labels, out RejectReason reason, out string? message)
    {
        reason = LabelSetCheck.Check(labels, limits, out message);
        if (reason == RejectReason.None && _streams.Count >= limits.MaxStreams)
        {
            reason = RejectReason.SeriesLimit;
            message = $"the store has {_streams.Count} streams, limits.max_streams is {limits.MaxStreams}";
        }

        return reason == RejectReason.None ? Add(labels) : null;
    }

    /// <summary>Finds or adds a stream that the log holds.</summary>
    /// <exception cref="InvalidDataException">The label set is malformed.</exception>
    public LogStream FindOrAdd(ReadOnlySpan<byte> labels)
    {
        if (Find(labels) is { } known)
        {
            return known;
        }

        LabelSetCheck.ThrowIfMalformed(labels, limits);
        return Add(labels);
    }

    /// <summary>Adds an entry unless it is stored already; copies its bytes.</summary>
    public void Append(LogStream stream, long timeNs, ReadOnlySpan<byte> line, ReadOnlySpan<byte> metadata, long segment)
    {
        if (stream.Has(timeNs, line, metadata))
        {
            return;
        }

        if (_pagesSegment != segment)
        {
            _pagesSegment = segment;
            _pages = new BytePages(); // Pages die with their segment.
        }

        Memory<byte> bytes = _pages.Take(line.Length + metadata.Length);
        line.CopyTo(bytes.Span);
        metadata.CopyTo(bytes.Span[line.Length..]);
        ActiveStreamCount += stream.EntryCount == 0 ? 1 : 0;
        EntryCount++;
        stream.Add(new LogEntry(timeNs, bytes[..line.Length], bytes[line.Length..]), segment);
    }

    /// <summary>Drops what the log no longer holds. Streams without entries leave the index.</summary>
    public void Forget(long segment)
    {
        EntryCount = 0;
        ActiveStreamCount = 0;
        foreach (LogStream stream in _streams)
        {
            stream.Forget(segment);
            EntryCount += stream.EntryCount;
            ActiveStreamCount += stream.EntryCount == 0 ? 0 : 1;
        }

        if (ActiveStreamCount < _streams.Count)
        {
            RemoveEmptyStreams();
        }
    }

    private LogStream Add(ReadOnlySpan<byte> labels)
    {
        int id = _index.Add(labels);
        var stream = new LogStream(_index[id], _index.Key(id));
        _streams.Add(stream);
        return stream;
    }

    private void RemoveEmptyStreams()
    {
        LogStream[] all = _streams.ToArray();
        _index = new LabelIndex();
        _streams.Clear();
        foreach (LogStream stream in all)
        {
            if (stream.EntryCount > 0)
            {
                _index.Add(stream.Key.Span);
                _streams.Add(stream);
            }
        }
    }
}
