// Spec: docs/formats/blocks.md, section "Filter".

namespace Tta.Storage.Blocks;

/// <summary>
/// Says of a 128-bit key whether it is certainly not in a set. Ten bits per key and six probes: less than one false "maybe" in a hundred.
/// The hash has no secret, because the filter outlives the process; colliding keys cost time, never answers. Thread-safe once filled.
/// </summary>
internal sealed class BloomFilter
{
    private const int BitsPerKey = 10;
    private const int Probes = 6;

    private readonly byte[] _bits;

    private BloomFilter(byte[] bits) => _bits = bits;

    public ReadOnlySpan<byte> Bytes => _bits;

    public static BloomFilter ForKeys(int count) => new(new byte[Math.Max(8, (int)((((long)count * BitsPerKey) + 7) / 8))]);

    /// <exception cref="InvalidDataException">There are no bytes.</exception>
    public static BloomFilter FromBytes(byte[] bytes) =>
        bytes.Length > 0 ? new BloomFilter(bytes) : throw new InvalidDataException("a filter is empty");

    /// <summary>The key of some bytes: their FNV-1a hash and their length.</summary>
    public static (ulong High, ulong Low) KeyOf(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * 0x100000001B3;
        }

        return (hash, (ulong)bytes.Length);
    }

    public void Add(ulong high, ulong low) => Add(HashOf(high, low));

    /// <summary>Adds a key by its <see cref="HashOf"/>.</summary>
    public void Add(ulong hash)
    {
        for (int i = 0; i < Probes; i++)
        {
            ulong bit = BitOf(hash, i);
            _bits[bit >> 3] |= (byte)(1 << (int)(bit & 7));
        }
    }

    public bool MayContain(ulong high, ulong low)
    {
        ulong hash = HashOf(high, low);
        for (int i = 0; i < Probes; i++)
        {
            ulong bit = BitOf(hash, i);
            if ((_bits[bit >> 3] & (1 << (int)(bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the filter knows a key by.</summary>
    public static ulong HashOf(ulong high, ulong low)
    {
        ulong hash = (high * 0x9E3779B97F4A7C15) ^ low;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        return hash ^ (hash >> 32);
    }

    /// <summary>Double hashing: the lower half steps by the upper, odd one.</summary>
    private ulong BitOf(ulong hash, int probe)
    {
        uint position = (uint)hash + ((uint)probe * ((uint)(hash >> 32) | 1));
        return ((ulong)position * (ulong)(_bits.Length * 8L)) >> 32;
    }
}
