namespace Tta.Integrations;

/// <summary>A piece of what code or a command gave, as it came. Immutable.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text; of a result its plain form, of an error its message.</param>
public sealed record E2BOutput(E2BOutputKind Kind, string Text)
{
    /// <summary>Forms of a result by media type or short name (<c>png</c>, <c>html</c>); pictures are base64. Empty for other kinds.</summary>
    public IReadOnlyDictionary<string, string> Forms { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of an error, for example <c>ZeroDivisionError</c>; null for other kinds.</summary>
    public string? ErrorName { get; init; }

    /// <summary>Where an error happened; null for other kinds.</summary>
    public string? Traceback { get; init; }
}
