using System.Buffers.Binary;
using System.Globalization;

namespace Tta.Model;

/// <summary>An 8-byte span id. All zero = none. Written as 16 lower-case hex digits.</summary>
/// <param name="Value">The eight bytes, big-endian.</param>
public readonly record struct SpanId(ulong Value)
{
    /// <summary>Size of the binary form.</summary>
    public const int SizeBytes = 8;

    /// <summary>False for the all-zero id.</summary>
    public bool IsValid => Value != 0;

    /// <summary>Reads the binary form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 8 bytes.</exception>
    public static SpanId FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>Reads 1 to 16 hex digits of any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SpanId id)
    {
        ulong value = 0;
        bool ok = text.Length is > 0 and <= 16
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        id = new SpanId(value);
        return ok;
    }

    /// <summary>Writes the 8 bytes.</summary>
    public void WriteTo(Span<byte> target) => BinaryPrimitives.WriteUInt64BigEndian(target, Value);

    /// <summary>16 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
