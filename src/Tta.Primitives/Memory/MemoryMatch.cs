namespace Tta.Primitives;

/// <summary>Something remembered that fits a question.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Score">How well it fits; more than 0, comparable within one search.</param>
public readonly record struct MemoryMatch(MemoryEntry Entry, double Score);
