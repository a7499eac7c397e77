using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>A thing that goes to a block.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Row">Its row; of a score, -1.</param>
/// <param name="ScoreId">Id of a score.</param>
/// <param name="From">Where its reports end that go to the block.</param>
internal readonly record struct SealedEntry(ReportKind Kind, int Row, string? ScoreId, Location From);
