namespace Tta.Storage.Llm.Queries;

/// <summary>
/// A text field of rows, seen as numbers: rows with equal numbers have equal texts, so that a text is looked at once and not once per
/// row. Used under the lock of the store.
/// </summary>
internal abstract class CodeSource
{
    /// <summary>Codes are less than this.</summary>
    public abstract int Count { get; }

    /// <summary>Codes of rows.</summary>
    public abstract void Read(ReadOnlySpan<int> rows, Span<int> codes);

    /// <summary>Number of the text of a code; different codes may stand for one text. 0 is no text.</summary>
    public abstract int Symbol(int code);

    /// <summary>Text of a symbol.</summary>
    public abstract string? Text(int symbol);
}
