using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tta.Storage.LabelSets;

/// <summary>
/// A fast hash of bytes by folded 64x64-bit multiplication (the construction of wyhash). The secrets are random per process, so
/// that nobody can send keys that collide.
/// </summary>
internal static class SeededHash
{
    private static readonly ulong s_secret0 = RandomOdd();
    private static readonly ulong s_secret1 = RandomOdd();
    private static readonly ulong s_secret2 = RandomOdd();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = s_secret0 ^ (ulong)bytes.Length;
        while (bytes.Length > 16)
        {
            hash = Fold(Read8(bytes) ^ s_secret1, Read8(bytes[8..]) ^ hash);
            bytes = bytes[16..];
        }

        ulong low = bytes.Length >= 8 ? Read8(bytes) : ReadTail(bytes);
        ulong high = bytes.Length >= 8 ? ReadTail(bytes[8..]) : 0;
        hash = Fold(low ^ s_secret1, high ^ hash);
        return Finish(hash);
    }

    public static uint Of(ulong high, ulong low) => Finish(Fold(high ^ s_secret1, low ^ s_secret0));

    private static uint Finish(ulong hash)
    {
        hash = Fold(hash ^ s_secret2, s_secret0);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private static ulong Read8(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong ReadTail(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte b in bytes)
        {
            value = (value << 8) | b;
        }

        return value;
    }

    private static ulong RandomOdd()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return Read8(bytes) | 1;
    }
}
