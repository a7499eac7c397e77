using System.Collections.Concurrent;

namespace Tta.Wire.Bytes;

/// <summary>
/// Keeps a few objects with grown buffers for the next call. One that an exception kept from coming back is simply garbage.
/// Thread-safe; renting allocates nothing after warm-up.
/// </summary>
internal sealed class ScratchPool<T>(Func<T> create)
    where T : class
{
    private const int MaxKept = 8;

    private readonly ConcurrentQueue<T> _kept = new();

    public T Rent() => _kept.TryDequeue(out T? kept) ? kept : create();

    public void Return(T scratch)
    {
        if (_kept.Count < MaxKept)
        {
            _kept.Enqueue(scratch);
        }
    }
}
