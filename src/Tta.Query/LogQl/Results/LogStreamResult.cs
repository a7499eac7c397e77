using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>The lines of one stream, in the order asked for.</summary>
/// <param name="Labels">Labels of the stream, without those of single entries.</param>
/// <param name="Entries">At least one entry.</param>
public sealed record LogStreamResult(Labels Labels, IReadOnlyList<LogEntryResult> Entries);
