namespace Tta.Storage.Llm.Reports;

/// <summary>What a report in a record or block is about; stored (docs/formats/llm.md).</summary>
internal enum ReportKind : byte
{
    Trace = 1,
    Observation = 2,
    Score = 3,
    DeleteTrace = 4,
    DeleteScore = 5,
}
