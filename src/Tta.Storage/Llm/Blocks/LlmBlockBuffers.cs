using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Blocks;

/// <summary>Memory that one block after the other is written with. Not thread-safe.</summary>
internal sealed class LlmBlockBuffers
{
    /// <summary>A buffer that grew beyond this is given back.</summary>
    public const int KeepBytes = 1 << 20;

    public ByteWriter Frame { get; } = new();

    public ByteWriter Part { get; } = new();

    public ByteWriter Section { get; } = new();

    public ByteWriter File { get; } = new();

    /// <summary>Forgets what a block that failed left.</summary>
    public LlmBlockBuffers Clear()
    {
        Frame.Reset(0, KeepBytes);
        Part.Reset(0, KeepBytes);
        Section.Reset(0, KeepBytes);
        return this;
    }
}
