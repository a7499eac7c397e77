using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>A field that is a slot of tuples, or a symbol, in a column of the row itself or of the row of its trace.</summary>
/// <param name="symbols">The texts.</param>
/// <param name="column">Codes.</param>
/// <param name="traces">Leads from a row to that of its trace, whose column it is; null when the column is that of the row.</param>
/// <param name="tuples">What the codes stand for; null when they are symbols.</param>
/// <param name="slot">Place in the tuple.</param>
/// <param name="defaultText">Text of no symbol.</param>
internal sealed class ColumnCodes(Symbols symbols, Column<int> column, Column<int>? traces, Tuples? tuples, int slot, string? defaultText) : CodeSource
{
    private readonly int _defaultSymbol = symbols.Of(defaultText);

    public override int Count => tuples?.Count ?? symbols.Count;

    public override void Read(ReadOnlySpan<int> rows, Span<int> codes)
    {
        ReadOnlySpan<int> page = (traces ?? column).PageOf(rows, out int first);
        for (int i = 0; i < rows.Length; i++)
        {
            codes[i] = page[rows[i] - first];
        }

        if (traces is not null)
        {
            foreach (ref int code in codes)
            {
                code = column[code];
            }
        }
    }

    public override int Symbol(int code) => (tuples?.Symbol(code, slot) ?? code) is not 0 and var symbol ? symbol : _defaultSymbol;

    public override string? Text(int symbol) => symbols.Text(symbol);
}
