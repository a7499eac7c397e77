using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>A condition on a text, decided once per code.</summary>
internal sealed class CodeTest(CodeSource source, Func<int, bool> holds) : IRowTest
{
    private const byte Yes = 1;
    private const byte No = 2;

    private readonly int[] _codes = new int[RowScan.BatchRows];
    private byte[] _decided = new byte[source.Count];

    public static CodeTest Of(LlmCondition condition, CodeSource source) => new(source, code => TextTest.Holds(condition, source.Text(source.Symbol(code))));

    public int Narrow(Span<int> rows)
    {
        Span<int> codes = _codes.AsSpan(0, rows.Length);
        source.Read(rows, codes);
        if (source.Count > _decided.Length)
        {
            Array.Resize(ref _decided, source.Count); // Rows changed since the last page.
        }

        int count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int code = codes[i];
            byte decided = _decided[code];
            if (decided == 0)
            {
                _decided[code] = decided = holds(code) ? Yes : No;
            }

            rows[count] = rows[i];
            count += decided == Yes ? 1 : 0;
        }

        return count;
    }
}
