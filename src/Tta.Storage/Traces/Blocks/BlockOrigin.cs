namespace Tta.Storage.Traces.Blocks;

/// <summary>Where the spans of a new block come from.</summary>
/// <param name="Level">How often they were rewritten.</param>
/// <param name="Segments">Segments of the log that the block replaces.</param>
/// <param name="NewestSegment">Number of the newest segment that any of them came from.</param>
/// <param name="Replaces">Blocks that the block replaces.</param>
internal sealed record BlockOrigin(int Level, long[] Segments, long NewestSegment, long[] Replaces);
