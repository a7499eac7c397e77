using Tta.Storage.Blocks;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The values of one column in one row group.</summary>
/// <param name="Column">Number of the column.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Section">Where they stand.</param>
/// <param name="Filter">Filter of the distinct values, behind the chunk; without length when there is none.</param>
internal readonly record struct ChunkFooter(int Column, int Count, BlockSection Section, BlockSection Filter)
{
    /// <summary>A chunk of bytes with more distinct values than this has a filter.</summary>
    public const int DistinctWithoutFilter = 32;

    public bool HasFilter => Filter.StoredBytes > 0;
}
