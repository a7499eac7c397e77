// Spec: xxHash, XXH64 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md), seed 0.
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>The hash of a label set that <c>limit_ratio</c> samples by: XXH64 over name, 0xff, value, 0xff of each label.</summary>
internal static class LabelsHash
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    public static ulong Of(Labels labels)
    {
        var bytes = new List<byte>(256);
        foreach (Label label in labels.Span)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(label.Name));
            bytes.Add(0xff);
            bytes.AddRange(Encoding.UTF8.GetBytes(label.Value));
            bytes.Add(0xff);
        }

        return Hash(bytes.ToArray());
    }

    internal static ulong Hash(ReadOnlySpan<byte> input)
    {
        ulong length = (ulong)input.Length;
        ulong hash = input.Length >= 32 ? HashStripes(ref input) : Prime5;
        hash += length;
        while (input.Length >= 8)
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(input));
            hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
            input = input[8..];
        }

        if (input.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(input) * Prime1;
            hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
            input = input[4..];
        }

        foreach (byte b in input)
        {
            hash ^= b * Prime5;
            hash = BitOperations.RotateLeft(hash, 11) * Prime1;
        }

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    private static ulong HashStripes(ref ReadOnlySpan<byte> input)
    {
        ulong a = unchecked(Prime1 + Prime2);
        ulong b = Prime2;
        ulong c = 0;
        ulong d = unchecked(0 - Prime1);
        while (input.Length >= 32)
        {
            a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(input));
            b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(input[8..]));
            c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(input[16..]));
            d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(input[24..]));
            input = input[32..];
        }

        ulong hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
            + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        hash = MergeRound(hash, a);
        hash = MergeRound(hash, b);
        hash = MergeRound(hash, c);
        return MergeRound(hash, d);
    }

    private static ulong Round(ulong accumulator, ulong lane) =>
        BitOperations.RotateLeft(accumulator + (lane * Prime2), 31) * Prime1;

    private static ulong MergeRound(ulong hash, ulong accumulator) => ((hash ^ Round(0, accumulator)) * Prime1) + Prime4;
}
