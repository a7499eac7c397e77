namespace Tta.TestKit;

/// <summary>Counts the bytes that code allocates on the current thread. Exact and deterministic after warm-up.</summary>
public static class Allocations
{
    private const int WarmUpCount = 200;
    private const int Rounds = 5;

    /// <summary>
    /// Bytes allocated per call, after enough calls to have everything compiled and every buffer grown: the least of several rounds,
    /// because a garbage collection that other tests cause may empty a shared pool in between.
    /// </summary>
    /// <param name="action">Runs synchronously; use a static lambda or a cached delegate, a closure is created only once here.</param>
    /// <param name="count">Measured calls.</param>
    public static double PerCall(Action action, int count = 100)
    {
        for (int i = 0; i < WarmUpCount; i++)
        {
            action();
        }

        long leastBytes = long.MaxValue;
        for (int round = 0; round < Rounds && leastBytes > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < count; i++)
            {
                action();
            }

            leastBytes = Math.Min(leastBytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return leastBytes / (double)count;
    }

    /// <summary>
    /// Bytes that each further item of a larger input costs: the difference of two inputs' allocations over the difference of their sizes. What
    /// does not grow with the input (a task, a shared pool's refill) cancels out; one object per item would show as 24 bytes or more.
    /// </summary>
    /// <param name="few">Handles <paramref name="fewCount"/> items.</param>
    /// <param name="fewCount">Items of the small input.</param>
    /// <param name="many">Handles <paramref name="manyCount"/> items.</param>
    /// <param name="manyCount">Items of the large input, at least a hundred more.</param>
    public static double PerFurtherItem(Action few, int fewCount, Action many, int manyCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(manyCount, fewCount + 100);
        return (PerCall(many) - PerCall(few)) / (manyCount - fewCount);
    }
}
