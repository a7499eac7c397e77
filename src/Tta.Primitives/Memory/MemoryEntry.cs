namespace Tta.Primitives;

/// <summary>Something remembered.</summary>
/// <param name="Key">Identity.</param>
/// <param name="Text">What was said.</param>
/// <param name="RememberedAt">When.</param>
public sealed record MemoryEntry(string Key, string Text, DateTimeOffset RememberedAt);
