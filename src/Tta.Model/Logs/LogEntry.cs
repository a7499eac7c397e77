namespace Tta.Model;

/// <summary>A stored log entry.</summary>
/// <param name="TimeNs">Unix nanoseconds.</param>
/// <param name="Line">The line, UTF-8. Points into memory of the store that stays unchanged while it is referenced.</param>
/// <param name="Metadata">Structured metadata as <see cref="EncodedLabels"/>.</param>
public readonly record struct LogEntry(long TimeNs, ReadOnlyMemory<byte> Line, ReadOnlyMemory<byte> Metadata);
