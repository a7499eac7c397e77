using System.Text;
using Tta.Storage.LabelSets;

namespace Tta.Storage.Llm.Rows;

/// <summary>Gives every distinct text a number; 0 is no text. Texts are never forgotten: the owner builds new tables instead. Not thread-safe.</summary>
internal sealed class Symbols
{
    private readonly ByteKeyTable _table = new();
    private string?[] _texts = new string?[64];

    /// <summary>Numbers in use are less than this.</summary>
    public int Count => _table.Count + 1;

    public int Of(ReadOnlySpan<byte> utf8) => _table.GetOrAdd(utf8, out _) + 1;

    public int Of(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        int maxBytes = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = maxBytes <= 256 ? stackalloc byte[256] : new byte[maxBytes];
        return Of(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>Number of a text, or -1 when no row has it.</summary>
    public int Find(string text) => _table.Find(Encoding.UTF8.GetBytes(text)) is >= 0 and var id ? id + 1 : -1;

    public string? Text(int symbol)
    {
        if (symbol == 0)
        {
            return null;
        }

        if (symbol >= _texts.Length)
        {
            Array.Resize(ref _texts, Math.Max(symbol + 1, _texts.Length * 2));
        }

        return _texts[symbol] ??= Encoding.UTF8.GetString(_table[symbol - 1].Span);
    }
}
