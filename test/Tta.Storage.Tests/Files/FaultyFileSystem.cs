using Tta.Storage.Files;

namespace Tta.Storage.Tests.Files;

/// <summary>
/// A disk in memory with faults to order. Every write, truncation, creation, deletion, rename and sync is a step; the process can
/// "die" at any of them, with the write of that step torn at any byte. What is left is looked at in two ways: after the death of
/// the process everything written is there, after a power failure only what was synced.
/// </summary>
internal sealed class FaultyFileSystem : IFileSystem
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Content> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);

    /// <summary>Steps taken so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Number of the step at which the process dies; everything after it fails too.</summary>
    public int CrashAtStep { get; set; } = int.MaxValue;

    /// <summary>How many bytes of the write of the fatal step still arrive.</summary>
    public int TornWriteBytes { get; set; }

    /// <summary>Bytes that may still be written before the disk is full.</summary>
    public long CapacityLeftBytes { get; set; } = long.MaxValue;

    public bool FailSync { get; set; }

    public int SyncCount { get; private set; }

    public DiskSpace Space { get; set; } = new(100L << 30, 200L << 30);

    /// <summary>Files that cannot be created.</summary>
    public Predicate<string>? FailCreate { get; set; }

    /// <summary>First byte of a file that the disk does not give, if any.</summary>
    public Func<string, long?>? UnreadableFrom { get; set; }

    /// <summary>Runs inside a sync, before it takes effect.</summary>
    public Action? DuringSync { get; set; }

    public bool IsDead => Steps >= CrashAtStep;

    public IReadOnlyList<string> Paths => [.. _files.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The disk as the next process finds it after this one was killed.</summary>
    public FaultyFileSystem AfterKill() => Copy(static content => content.Bytes.ToArray());

    /// <summary>The disk as the next process finds it after a power failure.</summary>
    public FaultyFileSystem AfterPowerFailure() => Copy(static content => content.IsNameSynced ? content.Synced : null);

    public byte[] Read(string path) => _files[path].Bytes.ToArray();

    public void Replace(string path, byte[] bytes) => _files[path] = new Content { Buffer = [.. bytes], Length = bytes.Length, Synced = bytes, IsNameSynced = true };

    public void CreateDirectory(string path)
    {
    }

    public IReadOnlyList<string> ListFiles(string directory)
    {
        lock (_lock)
        {
            return [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
    }

    public IStoreFile Create(string path)
    {
        lock (_lock)
        {
            Step();
            if (FailCreate?.Invoke(path) == true)
            {
                throw new IOException("No space left on device");
            }

            if (_files.ContainsKey(path))
            {
                throw new IOException($"{path} exists");
            }

            _files.Add(path, new Content());
            return new OpenFile(this, path);
        }
    }

    public IStoreFile Open(string path)
    {
        lock (_lock)
        {
            return _files.ContainsKey(path) ? new OpenFile(this, path) : throw new FileNotFoundException(path);
        }
    }

    public void Delete(string path)
    {
        lock (_lock)
        {
            Step();
            _files.Remove(path);
        }
    }

    public void Move(string source, string target)
    {
        lock (_lock)
        {
            Step();
            _files[target] = _files[source];
            _files.Remove(source);
        }
    }

    public void SyncDirectory(string path)
    {
        lock (_lock)
        {
            Step();
            foreach ((string name, Content content) in _files)
            {
                content.IsNameSynced |= Path.GetDirectoryName(name) == path;
            }
        }
    }

    public DiskSpace GetSpace(string directory) => Space;

    public IDisposable Lock(string path, string owner) =>
        _locks.Add(path) ? new Held(this, path) : throw new IOException($"process 4711 holds the lock file {path}");

    private FaultyFileSystem Copy(Func<Content, byte[]?> bytes)
    {
        var copy = new FaultyFileSystem { Space = Space };
        foreach ((string path, Content content) in _files)
        {
            if (bytes(content) is { } kept)
            {
                copy.Replace(path, kept);
            }
        }

        return copy;
    }

    private void Step()
    {
        if (IsDead || Steps + 1 >= CrashAtStep)
        {
            Steps = CrashAtStep;
            throw new IOException("the process is dead");
        }

        Steps++;
    }

    private sealed class Content
    {
        public byte[] Buffer { get; set; } = [];

        public int Length { get; set; }

        public Span<byte> Bytes => Buffer.AsSpan(0, Length);

        /// <summary>What survives a power failure, if the name does.</summary>
        public byte[] Synced { get; set; } = [];

        public bool IsNameSynced { get; set; }
    }

    private sealed class Held(FaultyFileSystem owner, string path) : IDisposable
    {
        public void Dispose() => owner._locks.Remove(path);
    }

    private sealed class OpenFile(FaultyFileSystem owner, string path) : IStoreFile
    {
        private readonly Content _content = owner._files[path];

        public long Length
        {
            get
            {
                lock (owner._lock)
                {
                    return _content.Length;
                }
            }
        }

        public int Read(Span<byte> target, long offset)
        {
            lock (owner._lock)
            {
                int count = (int)Math.Clamp(_content.Length - offset, 0, target.Length);
                if (owner.UnreadableFrom?.Invoke(path) is { } bad && offset + count > bad)
                {
                    count = bad > offset ? (int)(bad - offset) : throw new IOException("Input/output error");
                }

                _content.Bytes.Slice((int)offset, count).CopyTo(target);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (owner._lock)
            {
                bool wasAlive = !owner.IsDead;
                try
                {
                    owner.Step();
                }
                catch (IOException) when (wasAlive)
                {
                    Put(bytes[..Math.Min(bytes.Length, owner.TornWriteBytes)], offset);
                    throw;
                }

                if (bytes.Length > owner.CapacityLeftBytes)
                {
                    Put(bytes[..(int)owner.CapacityLeftBytes], offset);
                    throw new IOException("No space left on device");
                }

                owner.CapacityLeftBytes -= bytes.Length;
                Put(bytes, offset);
            }
        }

        public void SetLength(long length)
        {
            lock (owner._lock)
            {
                owner.Step();
                _content.Length = (int)Math.Min(length, _content.Length);
            }
        }

        public void Sync()
        {
            byte[] written;
            lock (owner._lock)
            {
                owner.Step();
                owner.SyncCount++;
                if (owner.FailSync)
                {
                    throw new IOException("Input/output error");
                }

                written = _content.Bytes.ToArray();
            }

            owner.DuringSync?.Invoke();
            _content.Synced = written;
        }

        public void Dispose()
        {
        }

        private void Put(ReadOnlySpan<byte> bytes, long offset)
        {
            int end = (int)offset + bytes.Length;
            if (end > _content.Buffer.Length)
            {
                byte[] grown = new byte[end * 2];
                _content.Bytes.CopyTo(grown);
                _content.Buffer = grown;
            }

            bytes.CopyTo(_content.Buffer.AsSpan((int)offset));
            _content.Length = Math.Max(_content.Length, end);
        }
    }
}
