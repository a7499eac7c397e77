namespace Tta.Observability;

/// <summary>A log line.</summary>
/// <param name="Time">When it was written, to 100 ns.</param>
/// <param name="Line">The line.</param>
public readonly record struct LogEntry(DateTimeOffset Time, string Line);
