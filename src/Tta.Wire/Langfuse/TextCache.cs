using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Tta.Wire.Langfuse;

/// <summary>Makes texts of bytes. Short ones that come again and again (names, models, services) are made once. Not thread-safe.</summary>
internal sealed class TextCache
{
    private const int MaxBytes = 64;
    private const int Slots = 1 << 10;

    private readonly string?[] _texts = new string?[Slots]; // Of two texts with one place the last one stays.

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref string? known = ref _texts[Hash(utf8) & (Slots - 1)];
        return known is not null && Ascii.Equals(utf8, known) ? known : known = Encoding.UTF8.GetString(utf8);
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        uint hash = (uint)utf8.Length;
        for (; utf8.Length >= sizeof(ulong); utf8 = utf8[sizeof(ulong)..])
        {
            hash = BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt64LittleEndian(utf8));
        }

        foreach (byte b in utf8)
        {
            hash = BitOperations.Crc32C(hash, b);
        }

        return hash;
    }
}
