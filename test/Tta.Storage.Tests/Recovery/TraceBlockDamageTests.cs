using Tta.Model;
using Tta.Storage.Blocks;
using Tta.Storage.Tests.Files;
using Tta.Storage.Tests.Traces;
using Tta.Storage.Traces;

namespace Tta.Storage.Tests.Recovery;

/// <summary>What blocks that were cut, changed or lost on disk still give.</summary>
public sealed class TraceBlockDamageTests
{
    private const string BlockPath = "/data/traces/blocks/00000001.block";

    private static readonly BlockOptions s_blocks = new() { RowsPerGroup = 4, CompactCount = 2 };

    [Fact]
    public async Task BitFlip_Anywhere_NeverGivesWrongSpansAndIsSaid()
    {
        (FaultyFileSystem sound, Dictionary<ulong, string> expected) = await WriteAsync();
        byte[] block = sound.Read(BlockPath);
        int partly = 0;
        for (int position = 0; position < block.Length; position++)
        {
            byte[] damaged = [.. block];
            damaged[position] ^= (byte)(1 << (position % 8));
            FaultyFileSystem files = sound.AfterKill();
            files.Replace(BlockPath, damaged);
            partly += await CheckAsync(files, expected) ? 1 : 0;
        }

        Assert.True(partly > block.Length / 4, "damage in one row group must leave the others");
    }

    [Fact]
    public async Task CutOff_Anywhere_IsSetAside()
    {
        (FaultyFileSystem sound, Dictionary<ulong, string> expected) = await WriteAsync();
        byte[] block = sound.Read(BlockPath);
        for (int length = 0; length < block.Length; length += 7)
        {
            FaultyFileSystem files = sound.AfterKill();
            files.Replace(BlockPath, block[..length]);
            await CheckAsync(files, expected);
            Assert.Contains("/data/traces/blocks/quarantine/00000001.block", files.Paths);
        }
    }

    [Fact]
    public async Task DamagedBlock_IsNotMadePartOfAnother()
    {
        (FaultyFileSystem files, Dictionary<ulong, string> expected) = await WriteAsync();
        byte[] damaged = files.Read(BlockPath);
        damaged[BlockFormat.HeaderBytes + 40] ^= 1;
        files.Replace(BlockPath, damaged);
        await using TraceStore store = TraceStore.Open(TestStore.Options(files), s_blocks);
        await store.AppendAsync(TestSpan.Batch(new TestSpan(50, 1, StartNs: 1)), default);
        await store.FlushAsync(default);
        await store.BuildBlocksAsync(default);
        await store.BuildBlocksAsync(default);
        Assert.Equal(2, store.Status.BlockCount);
        Assert.Contains(BlockPath, Assert.Single(store.Status.Warnings), StringComparison.Ordinal);
        Assert.Contains(files.Paths, path => path == BlockPath);
        Assert.NotNull(await store.GetTraceAsync(new TraceId(0, 50), default));
        Assert.InRange((await ReadAsync(store)).Count, 2, expected.Count);
    }

    [Fact]
    public async Task Open_BlockOfALaterVersion_IsRefusedAndLeftAlone()
    {
        (FaultyFileSystem files, _) = await WriteAsync();
        byte[] block = files.Read(BlockPath);
        BlockFormat.WriteHeader(block, Signal.Logs, 0, 1);
        files.Replace(BlockPath, block);
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => TraceStore.Open(TestStore.Options(files)));
        Assert.Contains("it is a block of Logs, not of Traces", e.Message, StringComparison.Ordinal);
        Assert.Equal(block, files.Read(BlockPath));
    }

    /// <summary>Opens a damaged store; true when some of its spans are left.</summary>
    private static async Task<bool> CheckAsync(FaultyFileSystem files, Dictionary<ulong, string> expected)
    {
        await using TraceStore store = TraceStore.Open(TestStore.Options(files), s_blocks);
        Dictionary<ulong, string> read = await ReadAsync(store);
        foreach ((ulong span, string text) in read)
        {
            Assert.Equal(expected[span], text);
        }

        if (read.Count < expected.Count)
        {
            Assert.NotEmpty(store.Status.Warnings);
            Assert.NotEmpty((await store.FindTracesAsync(new TraceSearch(), default)).Warnings);
        }

        await store.AppendAsync(TestSpan.Batch(new TestSpan(60, 1)), default);
        Assert.NotNull(await store.GetTraceAsync(new TraceId(0, 60), default));
        return read.Count > 0;
    }

    private static async Task<(FaultyFileSystem Files, Dictionary<ulong, string> Expected)> WriteAsync()
    {
        var files = new FaultyFileSystem();
        await using TraceStore store = TraceStore.Open(TestStore.Options(files), s_blocks);
        await store.AppendAsync(TestSpan.Batch([.. Enumerable.Range(1, 24).Select(i => new TestSpan((ulong)(i / 3) + 1, (ulong)i, $"op{i % 3}", StartNs: i * 1000)
        {
            Extra = SpanBytes.Attributes(9, ("k", $"v{i}"), ("n", (long)i)),
        })]), default);
        await store.FlushAsync(default);
        return (files, await ReadAsync(store));
    }

    private static async Task<Dictionary<ulong, string>> ReadAsync(TraceStore store)
    {
        Answer<IReadOnlyList<Trace>> found = await store.FindTracesAsync(new TraceSearch { Limit = 1000 }, default);
        return found.Value.SelectMany(trace => trace.Spans).ToDictionary(span => span.SpanId.Value, SpanText.Of);
    }
}
