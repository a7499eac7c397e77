// Format: docs/formats/trace-archive.md.
using System.Security.Cryptography;
using Tta.Model;
using Tta.Storage.Files;
using Tta.Wire;
using Tta.Wire.Otlp;

namespace Tta.Server.Traces;

/// <summary>
/// Traces that somebody decided to keep: one file each, which retention does not touch. What <see cref="Keep"/> has returned from survives a
/// power failure. Thread-safe.
/// </summary>
internal sealed class TraceArchive
{
    private const string Extension = ".trace";
    private const int HeaderBytes = 8 + SHA256.HashSizeInBytes;

    // What was taken in once within limits is read back whatever the limits are now.
    private static readonly Limits s_noLimits = new() { MaxAttributes = int.MaxValue, MaxSpanBytes = int.MaxValue };
    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly IFileSystem _files;
    private readonly HashSet<TraceId> _kept = [];

    private TraceArchive(string directory, IFileSystem files)
    {
        _directory = directory;
        _files = files;
    }

    private static ReadOnlySpan<byte> Magic => "TTATRC1\n"u8;

    /// <summary>Opens the archive of a data directory. The folder is made when the first trace is kept.</summary>
    public static TraceArchive Open(string dataDirectory, IFileSystem? files = null)
    {
        var archive = new TraceArchive(Path.Combine(dataDirectory, "traces", "archive"), files ?? PhysicalFileSystem.Instance);
        foreach (string name in archive._files.ListFiles(archive._directory))
        {
            if (name.EndsWith(Extension, StringComparison.Ordinal) && TraceId.TryParse(name[..^Extension.Length], out TraceId id))
            {
                archive._kept.Add(id);
            }
        }

        return archive;
    }

    /// <summary>Stores a trace with all its spans; one that is kept already is replaced.</summary>
    /// <exception cref="IOException">The disk is full or failing; nothing has changed.</exception>
    public void Keep(Trace trace)
    {
        var payload = new ByteArena();
        OtlpProtobuf.WriteResourceSpans(payload, trace.Spans);
        byte[] file = new byte[HeaderBytes + payload.Length];
        Magic.CopyTo(file);
        SHA256.HashData(payload.Written, file.AsSpan(Magic.Length));
        payload.Written.CopyTo(file.AsSpan(HeaderBytes));
        lock (_lock)
        {
            _files.CreateDirectory(_directory);
            string path = PathOf(trace.TraceId);
            string temporary = path + ".tmp";
            if (_files.ListFiles(_directory).Contains(Path.GetFileName(temporary)))
            {
                _files.Delete(temporary); // Left by a crash.
            }

            using (IStoreFile target = _files.Create(temporary))
            {
                target.Write(file, 0);
                target.Sync();
            }

            _files.Move(temporary, path);
            _files.SyncDirectory(_directory);
            _kept.Add(trace.TraceId);
        }
    }

    /// <summary>Reads a trace; null when it is not kept.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Trace? Find(TraceId traceId)
    {
        lock (_lock)
        {
            return _kept.Contains(traceId) ? Read(traceId) : null;
        }
    }

    private Trace Read(TraceId traceId)
    {
        string path = PathOf(traceId);
        using IStoreFile source = _files.Open(path);
        byte[] file = new byte[source.Length];
        int length = source.Read(file, 0);
        ReadOnlySpan<byte> payload = length >= HeaderBytes ? file.AsSpan(HeaderBytes, length - HeaderBytes) : default;
        if (length < HeaderBytes || !file.AsSpan(0, Magic.Length).SequenceEqual(Magic)
            || !SHA256.HashData(payload).AsSpan().SequenceEqual(file.AsSpan(Magic.Length, SHA256.HashSizeInBytes)))
        {
            throw new InvalidDataException($"the archived trace {path} is damaged; delete the file to give the trace up");
        }

        var batch = new SpanBatch();
        DecodeResult decoded = OtlpTraces.DecodeProtobuf(payload, s_noLimits, batch);
        if (decoded.Error.IsError || decoded.RejectedCount > 0)
        {
            throw new InvalidDataException($"the archived trace {path} cannot be read: {decoded.Error}{decoded.FirstRejection}");
        }

        var spans = new Span[batch.Spans.Count];
        for (int i = 0; i < spans.Length; i++)
        {
            spans[i] = batch.Read(i);
        }

        return new Trace(traceId, spans, []);
    }

    private string PathOf(TraceId traceId) => Path.Combine(_directory, traceId + Extension);
}
