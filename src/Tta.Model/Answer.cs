namespace Tta.Model;

/// <summary>A result with the warnings that belong to it, for example that damaged data was skipped.</summary>
/// <param name="Value">The result.</param>
/// <param name="Warnings">Texts for the user; empty when the result is complete.</param>
/// <param name="Truncated">True when a limit cut the result.</param>
/// <typeparam name="T">Type of the result.</typeparam>
public readonly record struct Answer<T>(T Value, IReadOnlyList<string> Warnings, bool Truncated = false);
