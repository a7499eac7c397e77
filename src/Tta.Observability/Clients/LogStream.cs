namespace Tta.Observability;

/// <summary>Log lines of one label set.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Entries">The lines, in the order that was asked for.</param>
public sealed record LogStream(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<LogEntry> Entries);
