namespace Tta.Model;

/// <summary>Some entries of one stream, in the time order that was asked for; entries of equal time keep their order of arrival.</summary>
/// <param name="Labels">Labels of the stream.</param>
/// <param name="Entries">At least one entry.</param>
public sealed record LogChunk(Labels Labels, IReadOnlyList<LogEntry> Entries);
