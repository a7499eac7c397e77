namespace Tta.Storage.Llm.Queries;

/// <summary>A field whose codes and texts are computed from rows, such as ids. Equal texts may have different codes.</summary>
internal sealed class ComputedCodes(Func<int> count, Func<int, int> codeOf, Func<int, string?> textOf) : CodeSource
{
    private readonly Dictionary<string, int> _symbols = new(StringComparer.Ordinal);
    private readonly List<string?> _texts = [null];

    public override int Count => count();

    public override void Read(ReadOnlySpan<int> rows, Span<int> codes)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            codes[i] = codeOf(rows[i]);
        }
    }

    public override int Symbol(int code)
    {
        if (textOf(code) is not { } text)
        {
            return 0;
        }

        if (!_symbols.TryGetValue(text, out int symbol))
        {
            _symbols[text] = symbol = _texts.Count;
            _texts.Add(text);
        }

        return symbol;
    }

    public override string? Text(int symbol) => _texts[symbol];
}
