using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>A line of a log query's result.</summary>
/// <param name="TimeNs">Unix nanoseconds.</param>
/// <param name="Line">The line, as the pipeline left it.</param>
/// <param name="Metadata">Structured metadata.</param>
/// <param name="Parsed">Labels that the query extracted or set.</param>
public readonly record struct LogEntryResult(long TimeNs, string Line, Labels Metadata, Labels Parsed);
