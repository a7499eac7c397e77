using System.Buffers.Binary;
using System.Globalization;

namespace Tta.Model;

/// <summary>A 16-byte trace id. All zero = invalid. Written as 32 lower-case hex digits.</summary>
/// <param name="High">First eight bytes, big-endian.</param>
/// <param name="Low">Last eight bytes, big-endian.</param>
public readonly record struct TraceId(ulong High, ulong Low)
{
    /// <summary>Size of the binary form.</summary>
    public const int SizeBytes = 16;

    /// <summary>False for the all-zero id.</summary>
    public bool IsValid => (High | Low) != 0;

    /// <summary>Reads the binary form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 bytes.</exception>
    public static TraceId FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Reads 1 to 32 hex digits of any case; missing leading digits are zeros, as Jaeger's clients send them.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TraceId id)
    {
        id = default;
        if (text.Length is 0 or > 32)
        {
            return false;
        }

        int split = Math.Max(0, text.Length - 16);
        ulong high = 0;
        bool ok = split == 0 || ulong.TryParse(text[..split], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out high);
        ok &= ulong.TryParse(text[split..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong low);
        id = ok ? new TraceId(high, low) : default;
        return ok;
    }

    /// <summary>Writes the 16 bytes.</summary>
    public void WriteTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, High);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Low);
    }

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
