using System.Text;
using Tta.Model;
using Tta.Storage.Forwarding;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Forwarding;

public sealed class ForwardQueueTests
{
    private const string Folder = "/data/forward/test";

    private readonly ManualTimeProvider _clock = new(TestStore.Start);

    [Fact]
    public async Task Read_GivesItemsInOrder_AndRemovedOnesNeverAgain()
    {
        var files = new FaultyFileSystem();
        await using (ForwardQueue queue = Open(files))
        {
            await AppendAsync(queue, "a", "b", "c");
            ForwardItem first = queue.Read(null)!;
            Assert.Equal(("a", "b"), (Text(first), Text(queue.Read(first.End)!)));
            await queue.RemoveAsync(first.End, default);
            Assert.Equal(["b", "c"], Waiting(queue));
            Assert.Equal((2, TestStore.StartMs), (queue.Status.WaitingCount, queue.Status.OldestMs));
        }

        await using ForwardQueue reopened = Open(files.AfterKill());
        Assert.Equal(["b", "c"], Waiting(reopened));
        Assert.Equal(2, reopened.Status.WaitingCount);
    }

    [Fact]
    public async Task Status_OfAnEmptyQueue_SaysNothingWaits()
    {
        await using ForwardQueue queue = Open(new FaultyFileSystem());
        await AppendAsync(queue, "a");
        await queue.RemoveAsync(queue.Read(null)!.End, default);
        Assert.Equal((0, 0, null), (queue.Status.WaitingCount, queue.Status.WaitingBytes, queue.Status.OldestMs));
        Assert.Null(queue.Read(null));
    }

    [Fact]
    public async Task Remove_OfAllThatWaits_LeavesNoLargeFile()
    {
        var files = new FaultyFileSystem();
        await using ForwardQueue queue = Open(files, maxBytes: 64 << 20);
        for (int i = 0; i < 30; i++)
        {
            await queue.AppendAsync(Noise(i, 100_000), 1, default);
        }

        ForwardItem? last = null;
        while (queue.Read(last?.End) is { } item)
        {
            last = item;
        }

        await queue.RemoveAsync(last!.End, default);
        Assert.DoesNotContain(files.Paths, path => path.EndsWith(".wal", StringComparison.Ordinal));
        await AppendAsync(queue, "more");
        Assert.Equal(["more"], Waiting(queue));
        Assert.Equal(0, queue.Status.DroppedCount);
    }

    [Fact]
    public async Task OverItsSize_TheOldestAreDroppedAndCounted()
    {
        var files = new FaultyFileSystem();
        await using ForwardQueue queue = Open(files, maxBytes: 1 << 20);
        for (int i = 0; i < 100; i++)
        {
            await queue.AppendAsync(Noise(i, 20_000), 3, default);
        }

        await queue.RunOnceAsync(default);
        ForwardQueueStatus status = queue.Status;
        Assert.InRange(status.DroppedCount, 3, 299);
        Assert.Equal(300, status.WaitingCount + status.DroppedCount);
        Assert.InRange(status.WaitingBytes, 1, 1 << 20);
        Assert.Contains(status.Warnings, warning => warning.Contains("dropped before it was sent", StringComparison.Ordinal));

        int next = (int)status.DroppedCount / 3;
        for (ForwardItem? item = queue.Read(null); item is not null; item = queue.Read(item.End))
        {
            Assert.Equal(Noise(next++, 20_000), item.Payload.ToArray());
        }

        Assert.Equal(100, next);
    }

    [Fact]
    public async Task OverTheirAge_ItemsAreDropped()
    {
        await using ForwardQueue queue = Open(new FaultyFileSystem());
        await AppendAsync(queue, "old");
        _clock.Advance(TimeSpan.FromDays(8));
        await AppendAsync(queue, "new");
        await queue.RunOnceAsync(default);
        Assert.Equal(["new"], Waiting(queue));
        Assert.Equal(1, queue.Status.DroppedCount);
    }

    [Fact]
    public async Task ADropOfWhatIsBeingSent_DoesNotBringTheQueueOutOfStep()
    {
        await using ForwardQueue queue = Open(new FaultyFileSystem());
        await AppendAsync(queue, "old");
        ForwardItem sent = queue.Read(null)!;
        _clock.Advance(TimeSpan.FromDays(8));
        await AppendAsync(queue, "new");
        await queue.RunOnceAsync(default);
        await queue.RemoveAsync(sent.End, default);
        Assert.Equal(["new"], Waiting(queue));
        Assert.Equal(1, queue.Status.WaitingCount);
    }

    [Fact]
    public async Task OnAFullDisk_ItemsAreNotTakenAndCounted_AndTakenAgainLater()
    {
        var files = new FaultyFileSystem();
        await using ForwardQueue queue = Open(files);
        await AppendAsync(queue, "before");
        files.Space = new(1000, 200L << 30);
        await queue.RunOnceAsync(default);
        Assert.False(await queue.AppendAsync("lost"u8.ToArray(), 4, default));
        Assert.Equal(4, queue.Status.NotTakenCount);
        Assert.Contains("free_space_floor_bytes", queue.Status.UnavailableReason, StringComparison.Ordinal);
        await queue.RemoveAsync(queue.Read(null)!.End, default); // What was sent stays sent, although the disk takes no note of it.
        Assert.Empty(Waiting(queue));
        files.Space = new(100L << 30, 200L << 30);
        await queue.RunOnceAsync(default);
        await AppendAsync(queue, "after");
        Assert.Equal(["after"], Waiting(queue));
        Assert.Null(queue.Status.UnavailableReason);
    }

    [Fact]
    public async Task DamageFoundWhileReading_LosesTheRestOfItsFileAlone()
    {
        var files = new FaultyFileSystem();
        await using ForwardQueue queue = Open(files, maxBytes: 512 << 10);
        for (int i = 0; i < 12; i++)
        {
            await queue.AppendAsync(Noise(i, 20_000), 1, default);
        }

        await queue.RunOnceAsync(default);
        string damaged = Path.Combine(Folder, "00000001.wal");
        byte[] bytes = files.Read(damaged);
        bytes[30_000] ^= 1;
        files.Replace(damaged, bytes);
        var read = new List<byte[]>();
        for (ForwardItem? item = queue.Read(null); item is not null; item = queue.Read(item.End))
        {
            read.Add(item.Payload.ToArray());
        }

        Assert.Equal(12, read.Count + queue.Status.DroppedCount);
        Assert.Equal(Noise(0, 20_000), read[0]);
        Assert.Equal(Noise(11, 20_000), read[^1]);
        Assert.Contains(queue.Status.Warnings, warning => warning.Contains("damaged", StringComparison.Ordinal));
    }

    /// <summary>A process that dies at any step of the disk loses nothing that was taken and not removed, and repeats only what it was removing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task KilledAtAnyStep_NothingTakenIsLost(int seed)
    {
        int steps = await RunUntilDeathAsync(new FaultyFileSystem(), new Random(seed));
        for (int step = 1; step < steps; step++)
        {
            await RunUntilDeathAsync(new FaultyFileSystem { CrashAtStep = step, TornWriteBytes = step % 40 }, new Random(seed));
        }
    }

    private async Task<int> RunUntilDeathAsync(FaultyFileSystem files, Random random)
    {
        var waiting = new List<string>();
        string? inDoubt = null;
        int removing = 0;
        try
        {
            ForwardQueue queue = Open(files, maxBytes: 512 << 10);
            for (int i = 0; i < 40 && !files.IsDead; i++)
            {
                if (random.Next(3) < 2)
                {
                    inDoubt = $"{i}:{Convert.ToBase64String(Noise(i, random.Next(1, 15_000)))}";
                    if (await queue.AppendAsync(Encoding.UTF8.GetBytes(inDoubt), 1, default))
                    {
                        waiting.Add(inDoubt);
                        inDoubt = null;
                    }
                }
                else if (waiting.Count > 0)
                {
                    removing = random.Next(1, waiting.Count + 1);
                    ForwardItem? item = null;
                    for (int n = 0; n < removing; n++)
                    {
                        item = queue.Read(item?.End)!;
                        Assert.Equal(waiting[n], Text(item));
                    }

                    await queue.RemoveAsync(item!.End, default);
                    if (!files.IsDead)
                    {
                        waiting.RemoveRange(0, removing);
                        removing = 0;
                    }
                }
            }
        }
        catch (IOException) when (files.IsDead)
        {
            // The death that was ordered.
        }

        int steps = files.Steps;
        await using ForwardQueue reopened = Open(files.AfterKill(), maxBytes: 512 << 10);
        List<string> found = Waiting(reopened);
        Assert.Equal(found.Count, reopened.Status.WaitingCount);
        if (inDoubt is not null && found.Count > 0 && found[^1] == inDoubt)
        {
            found.RemoveAt(found.Count - 1);
        }

        Assert.Equal(found.Count < waiting.Count ? waiting.Skip(removing) : waiting, found);
        return steps;
    }

    private ForwardQueue Open(FaultyFileSystem files, long maxBytes = 16 << 20) =>
        ForwardQueue.Open(TestStore.Options(files, _clock), new ForwardQueueOptions { Name = "test", MaxBytes = maxBytes });

    private static async Task AppendAsync(ForwardQueue queue, params string[] items)
    {
        foreach (string item in items)
        {
            Assert.True(await queue.AppendAsync(Encoding.UTF8.GetBytes(item), 1, default));
        }
    }

    private static List<string> Waiting(ForwardQueue queue)
    {
        var items = new List<string>();
        for (ForwardItem? item = queue.Read(null); item is not null; item = queue.Read(item.End))
        {
            items.Add(Text(item));
        }

        return items;
    }

    private static string Text(ForwardItem item) => Encoding.UTF8.GetString(item.Payload.Span);

    private static byte[] Noise(int seed, int length)
    {
        byte[] noise = new byte[length];
        new Random(seed).NextBytes(noise);
        return noise;
    }
}
