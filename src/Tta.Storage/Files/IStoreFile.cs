namespace Tta.Storage.Files;

/// <summary>An open file. Reads, writes and <see cref="Sync"/> may run at the same time.</summary>
public interface IStoreFile : IDisposable
{
    /// <summary>Current length, bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to the length of the target; returns fewer bytes only at the end of the file.</summary>
    int Read(Span<byte> target, long offset);

    /// <summary>Writes all bytes. When it throws, any part of them may be in the file.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts or extends the file.</summary>
    void SetLength(long length);

    /// <summary>Makes everything written so far survive a power failure.</summary>
    void Sync();
}
