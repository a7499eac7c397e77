using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Tta.Observability;

/// <summary>UTF-8 text that grows in pooled memory. One owner; disposing gives the memory back.</summary>
internal sealed class ExpositionBuffer(int capacity = 64 * 1024) : IDisposable
{
    private static readonly SearchValues<char> s_escaped = SearchValues.Create("\\\"\n");
    private static readonly SearchValues<char> s_escapedHelp = SearchValues.Create("\\\n");

    // 64-bit integers and shortest round-trip doubles need at most 24 bytes.
    private const int MaxNumberBytes = 32;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public int Length => _length;

    /// <summary>Takes back everything after a position, to drop a half-written line.</summary>
    public void Truncate(int length) => _length = length;

    public void Write(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
    }

    public void Write(char ascii)
    {
        Reserve(1);
        _bytes[_length++] = (byte)ascii;
    }

    public void Write(ReadOnlySpan<char> text)
    {
        // Three bytes at most per UTF-16 unit.
        Reserve(text.Length * 3);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    /// <summary>A label value, or a help text of OpenMetrics: backslash, quote and line feed escaped.</summary>
    public void WriteEscaped(ReadOnlySpan<char> text) => WriteEscaped(text, s_escaped);

    /// <summary>A help text of the text format: backslash and line feed escaped.</summary>
    public void WriteHelp(ReadOnlySpan<char> text) => WriteEscaped(text, s_escapedHelp);

    public void Write(long value)
    {
        Reserve(MaxNumberBytes);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out int written);
        _length += written;
    }

    public void Write(double value)
    {
        if (double.IsNaN(value))
        {
            Write("NaN"u8);
        }
        else if (double.IsInfinity(value))
        {
            Write(value > 0 ? "+Inf"u8 : "-Inf"u8);
        }
        else
        {
            Reserve(MaxNumberBytes);
            Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out int written);
            _length += written;
        }
    }

    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void WriteEscaped(ReadOnlySpan<char> text, SearchValues<char> escaped)
    {
        int next;
        while ((next = text.IndexOfAny(escaped)) >= 0)
        {
            Write(text[..next]);
            Write('\\');
            Write(text[next] == '\n' ? 'n' : text[next]);
            text = text[(next + 1)..];
        }

        Write(text);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length >= count)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_bytes.Length * 2, _length + count)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
