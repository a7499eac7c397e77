using Tta.Storage.Blocks;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The values of one column in one row group.</summary>
/// <param name="Column">Number of the column.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Section">Where they stand.</param>
internal readonly record struct ChunkFooter(int Column, int Count, BlockSection Section);
