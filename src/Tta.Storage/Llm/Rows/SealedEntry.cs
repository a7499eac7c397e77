using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>A thing that goes to a block: what the block will say of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Row">Its row; of a score, -1.</param>
/// <param name="ScoreId">Id of a score.</param>
/// <param name="From">Where its reports end that go to the block.</param>
/// <param name="Folded">What the index says of it.</param>
internal sealed record SealedEntry(ReportKind Kind, int Row, string? ScoreId, Location From, byte[] Folded);
