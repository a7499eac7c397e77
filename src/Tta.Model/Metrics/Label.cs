namespace Tta.Model;

/// <summary>One label of a series or stream.</summary>
/// <param name="Name">Label name.</param>
/// <param name="Value">Label value; an empty value means the same as no label.</param>
public readonly record struct Label(string Name, string Value);
