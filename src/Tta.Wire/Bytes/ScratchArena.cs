using Tta.Model;

namespace Tta.Wire.Bytes;

/// <summary>Arenas for intermediate forms of a request body.</summary>
internal static class ScratchArena
{
    // One huge request must not pin its memory forever.
    private const int MaxKeptBytes = 8 << 20;

    private static readonly ScratchPool<ByteArena> s_pool = new(static () => new ByteArena());

    public static ByteArena Rent() => s_pool.Rent();

    public static void Return(ByteArena arena)
    {
        if (arena.Length <= MaxKeptBytes)
        {
            arena.Clear();
            s_pool.Return(arena);
        }
    }
}
