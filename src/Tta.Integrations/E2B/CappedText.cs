using System.Text;

namespace Tta.Integrations;

/// <summary>Text that stops growing at a length.</summary>
internal sealed class CappedText(int maxLength)
{
    private readonly StringBuilder _text = new();

    public bool IsTruncated { get; private set; }

    public void Append(string text)
    {
        int room = maxLength - _text.Length;
        IsTruncated |= text.Length > room;
        _text.Append(text.AsSpan(0, Math.Min(text.Length, room)));
    }

    public override string ToString() => _text.ToString();
}
