using System.Collections.Concurrent;

namespace Tta.Server.Ingest;

/// <summary>Keeps a few batches for use by the next request, so that ingest allocates nothing after warm-up. Thread-safe.</summary>
internal sealed class BatchPool<T>(Func<T, int> sizeBytes, Action<T> clear)
    where T : class, new()
{
    /// <summary>A batch that grew beyond this is not kept: one huge request shall not hold memory for ever.</summary>
    public const int MaxKeptBytes = 8 << 20;

    private static readonly int s_maxKept = 2 * Environment.ProcessorCount;
    private readonly ConcurrentBag<T> _batches = [];

    public T Rent() => _batches.TryTake(out T? batch) ? batch : new T();

    public void Return(T batch)
    {
        if (sizeBytes(batch) <= MaxKeptBytes && _batches.Count < s_maxKept)
        {
            clear(batch);
            _batches.Add(batch);
        }
    }
}
