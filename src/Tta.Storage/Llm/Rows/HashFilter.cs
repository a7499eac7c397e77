using System.Numerics;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Says of a hash whether it is certainly not in a set: 13 bits per hash, four of one word of 64, which is one look into memory and one false "maybe"
/// in a hundred. Not thread-safe.
/// </summary>
internal sealed class HashFilter(int count)
{
    private const int HashesPerWord = 5;

    private readonly ulong[] _words = new ulong[(count / HashesPerWord) + 1];

    public void Add(uint hash) => _words[WordOf(hash)] |= BitsOf(hash);

    public bool MayContain(uint hash)
    {
        ulong bits = BitsOf(hash);
        return (_words[WordOf(hash)] & bits) == bits;
    }

    private static ulong BitsOf(uint hash)
    {
        ulong mixed = (hash ^ 0x9E37_79B9UL) * 0xD6E8_FEB8_6659_FD93;
        mixed ^= BitOperations.RotateRight(mixed, 29);
        return (1UL << (int)mixed) | (1UL << (int)(mixed >> 6)) | (1UL << (int)(mixed >> 12)) | (1UL << (int)(mixed >> 18));
    }

    private int WordOf(uint hash) => (int)((hash * (ulong)_words.Length) >> 32);
}
