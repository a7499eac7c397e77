using Tta.Server.Hosting;

namespace Tta.Server.Tests.Hosting;

public sealed class HeapPacerTests
{
    private const long Mib = 1 << 20;
    private long _heapBytes;
    private long _aliveBytes;
    private int _collections;

    [Fact]
    public async Task The_heap_is_collected_when_it_has_outgrown_what_is_alive()
    {
        var pacer = new HeapPacer(() => _heapBytes, Collect);
        _aliveBytes = 40 * Mib;
        Assert.Equal(0, await CollectionsAtAsync(pacer, 4 * Mib));
        Assert.Equal(1, await CollectionsAtAsync(pacer, 5 * Mib));

        // 40 MiB are alive: the next collection is due above 40 + 10 + 4.
        Assert.Equal(1, await CollectionsAtAsync(pacer, 54 * Mib));
        _aliveBytes = 10 * Mib;
        Assert.Equal(2, await CollectionsAtAsync(pacer, 55 * Mib));
        Assert.Equal(3, await CollectionsAtAsync(pacer, 40 * Mib));
    }

    private async Task<int> CollectionsAtAsync(HeapPacer pacer, long heapBytes)
    {
        _heapBytes = heapBytes;
        await pacer.RunOnceAsync(CancellationToken.None);
        return _collections;
    }

    private void Collect()
    {
        _heapBytes = _aliveBytes;
        _collections++;
    }
}
