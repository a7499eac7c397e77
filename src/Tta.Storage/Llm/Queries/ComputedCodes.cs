namespace Tta.Storage.Llm.Queries;

/// <summary>A field whose codes are computed from rows, such as ids.</summary>
internal sealed class ComputedCodes(int count, Func<int, int> codeOf, Func<int, string?> text) : CodeSource
{
    public override int Count => count;

    public override void Read(ReadOnlySpan<int> rows, Span<int> codes)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            codes[i] = codeOf(rows[i]);
        }
    }

    public override int Symbol(int code) => code;

    public override string? Text(int symbol) => text(symbol);
}
