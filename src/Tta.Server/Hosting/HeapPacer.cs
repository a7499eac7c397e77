namespace Tta.Server.Hosting;

/// <summary>
/// Keeps the managed heap near what is alive. The runtime collects old generations and large arrays rarely while the machine has memory to
/// spare: under load a server that holds little would grow to several times its need, at the cost of the programs it watches. Stepped by one caller.
/// </summary>
/// <param name="heapBytes">Bytes on the heap, dead ones included.</param>
/// <param name="collect">Collects all generations.</param>
internal sealed class HeapPacer(Func<long> heapBytes, Action collect)
{
    /// <summary>What may die unnoticed, however little is alive.</summary>
    public const long SlackBytes = 4L << 20;

    private long _aliveBytes;

    /// <summary>The pacer of this process.</summary>
    public static HeapPacer OfProcess() => new(
        static () => GC.GetTotalMemory(forceFullCollection: false),
        static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    /// <summary>Collects when the heap has outgrown what was alive the last time by a quarter and <see cref="SlackBytes"/>.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        if (heapBytes() > _aliveBytes + (_aliveBytes / 4) + SlackBytes)
        {
            collect();
            _aliveBytes = heapBytes();
        }

        return ValueTask.CompletedTask;
    }
}
