// Spec: Prometheus text format 0.0.4/1.0.0 and OpenMetrics 1.0, label sets, with quoted names as in Prometheus 3.
using System.Text.Unicode;

namespace Tta.Wire.Exposition;

/// <summary>Walks a label set from behind its "{" to its "}". White space is allowed in the Prometheus format only. Allocates nothing.</summary>
internal ref struct LabelCursor(ReadOnlySpan<byte> page, int position, bool isOpenMetrics)
{
    private readonly ReadOnlySpan<byte> _page = page;
    private bool _needsSeparator;

    /// <summary>Next byte; behind the "}" at the end.</summary>
    public int Position { get; private set; } = position;

    /// <summary>What is wrong at <see cref="Position"/>; null when nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>The name without quotes, escapes as written.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value without quotes, escapes as written.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>True when the item is a quoted metric name instead of a label.</summary>
    public bool IsMetricName { get; private set; }

    /// <summary>Moves to the next label. False at the "}" or when malformed.</summary>
    public bool Read()
    {
        SkipSpace();
        if (_needsSeparator && Peek() == ',')
        {
            Position++;
            SkipSpace();
            _needsSeparator = false;
        }

        if (Peek() == '}')
        {
            Position++;
            return false;
        }

        if (_needsSeparator && isOpenMetrics)
        {
            return Fail("expected comma or brace close");
        }

        bool isQuoted = Peek() == '"';
        if (!(isQuoted ? TryReadQuoted(out ReadOnlySpan<byte> name) : TryReadName(out name)))
        {
            return Fail("expected label name");
        }

        Name = name;
        SkipSpace();
        IsMetricName = isQuoted && Peek() is ',' or '}';
        if (IsMetricName)
        {
            Value = default;
            _needsSeparator = true;
            return Utf8.IsValid(name) || Fail("invalid UTF-8 metric name");
        }

        if (Peek() != '=')
        {
            return Fail("expected equal");
        }

        Position++;
        SkipSpace();
        if (Peek() != '"' || !TryReadQuoted(out ReadOnlySpan<byte> value))
        {
            return Fail("expected label value");
        }

        Value = value;
        _needsSeparator = true;
        return (Utf8.IsValid(value) && Utf8.IsValid(name)) || Fail("invalid UTF-8 label value");
    }

    private readonly int Peek() => Position < _page.Length ? _page[Position] : -1;

    private void SkipSpace()
    {
        while (!isOpenMetrics && Peek() is ' ' or '\t')
        {
            Position++;
        }
    }

    private bool TryReadName(out ReadOnlySpan<byte> name)
    {
        int start = Position;
        while (Peek() is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (Position > start && Peek() is >= '0' and <= '9'))
        {
            Position++;
        }

        name = _page[start..Position];
        return Position > start;
    }

    private bool TryReadQuoted(out ReadOnlySpan<byte> text)
    {
        int start = Position + 1;
        for (int i = start; i < _page.Length; i++)
        {
            i += Math.Max(0, _page[i..].IndexOfAny((byte)'"', (byte)'\\', (byte)'\n'));
            switch (_page[i])
            {
                case (byte)'"':
                    text = _page[start..i];
                    Position = i + 1;
                    return true;
                case (byte)'\\':
                    i++;
                    break;
                case (byte)'\n':
                    i = _page.Length;
                    break;
            }
        }

        text = default;
        return false;
    }

    private bool Fail(string error)
    {
        Error = error;
        return false;
    }
}
