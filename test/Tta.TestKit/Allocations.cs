namespace Tta.TestKit;

/// <summary>Counts the bytes that code allocates on the current thread. Exact and deterministic after warm-up.</summary>
public static class Allocations
{
    private const int WarmUpCount = 200;

    /// <summary>Bytes allocated per call, after enough calls to have everything compiled and every buffer grown.</summary>
    /// <param name="action">Runs synchronously; use a static lambda or a cached delegate, a closure is created only once here.</param>
    /// <param name="count">Measured calls.</param>
    public static double PerCall(Action action, int count = 100)
    {
        for (int i = 0; i < WarmUpCount; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
    }
}
