using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>Blocks change where data stands, never what is answered.</summary>
public sealed class LlmBlockTests
{
    private static readonly LlmBlockOptions s_small = new() { FrameBytes = 256, EntriesPerPart = 5, RemovedRows = 5 };

    private readonly ManualTimeProvider _clock = new(TestStore.Start);

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task AnyMixOfAppendsBlocksAndReopening_AnswersAsAStoreThatStaysInMemory(int seed)
    {
        var files = new FaultyFileSystem();
        LlmBlockOptions onDisk = s_small with { RowBytes = 1 };
        LlmStore store = LlmStore.Open(TestStore.Options(files, _clock), onDisk);
        await using LlmStore plain = Open(new FaultyFileSystem());
        var random = new Random(seed);
        for (int step = 0; step < 60; step++)
        {
            LlmBatch batch = LlmRandom.Batch(random, 8);
            await store.AppendAsync(batch, default);
            await plain.AppendAsync(batch, default);
            switch (random.Next(5))
            {
                case 0:
                    await store.FlushAsync(default);
                    break;
                case 1:
                    files = files.AfterKill();
                    store = LlmStore.Open(TestStore.Options(files, _clock), onDisk);
                    break;
                case 2:
                    await store.BuildBlocksAsync(default);
                    break;
                case 3:
                    _clock.Advance(TimeSpan.FromMinutes(1));
                    await store.BuildBlocksAsync(default);
                    break;
            }
        }

        Assert.Equal(await DumpAsync(plain), await DumpAsync(store));
        await store.FlushAsync(default);
        Assert.Equal(await DumpAsync(plain), await DumpAsync(store));
        Assert.Empty(store.Status.Warnings);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Cut_KilledAtAnyStep_LosesAndDoublesNothing()
    {
        string expected = "";
        for (int step = 1; ; step++)
        {
            var files = new FaultyFileSystem();
            LlmStore store = Open(files);
            await LlmRandom.FillAsync(store, 5, 40);
            await store.FlushAsync(default);
            await LlmRandom.FillAsync(store, 6, 40);
            expected = await DumpAsync(store);
            files.CrashAtStep = files.Steps + step;
            bool isDone = await TryFlushAsync(store);
            FaultyFileSystem after = files.AfterKill();
            await using LlmStore reopened = Open(after);
            Assert.Equal(expected, await DumpAsync(reopened));
            await reopened.FlushAsync(default);
            Assert.Equal(expected, await DumpAsync(reopened));
            if (isDone)
            {
                Assert.True(step > 5, "the test must interrupt something");
                return;
            }
        }
    }

    [Fact]
    public async Task LateReport_OfAThingInABlock_IsFoldedIntoIt_AndTheOldBlockIsCleanedUp()
    {
        var files = new FaultyFileSystem();
        await using LlmStore store = Open(files);
        for (int i = 0; i < 10; i++)
        {
            await store.AppendAsync(One($"o{i}", s_t0 + 10) , default);
        }

        await store.FlushAsync(default);
        for (int i = 0; i < 10; i++)
        {
            await store.AppendAsync(One($"o{i}", s_t0 + 5, name: "earlier", output: "late"), default);
        }

        await store.FlushAsync(default);
        LlmObservation read = (await store.ObservationAsync("o3", "t", default))!;
        Assert.Equal(("first", "in o3", "late"), (read.Name, read.InputJson, read.OutputJson));
        Assert.Equal(1, store.Status.BlockCount);
        await using LlmStore reopened = Open(files.AfterKill());
        read = (await reopened.ObservationAsync("o3", "t", default))!;
        Assert.Equal(("first", "in o3", "late", s_t0 + 5), (read.Name, read.InputJson, read.OutputJson, read.CreatedNs));
    }

    [Fact]
    public async Task ManySmallBlocks_BecomeOne_WhichAnswersAsTheyDid_AndReplacesTheirSegments()
    {
        var files = new FaultyFileSystem();
        LlmStore store = Open(files);
        for (int i = 0; i < 12; i++)
        {
            await LlmRandom.FillAsync(store, 20 + i, 6);
            await store.FlushAsync(default);
        }

        string expected = await DumpAsync(store);
        Assert.InRange(store.Status.BlockCount, 1, 11);
        await using LlmStore reopened = Open(files.AfterKill());
        Assert.Equal(expected, await DumpAsync(reopened));
        Assert.Empty(reopened.Status.Warnings);
    }

    [Fact]
    public async Task Deletion_AloneInItsSegment_StaysDone()
    {
        var files = new FaultyFileSystem();
        await using LlmStore store = Open(files);
        await store.AppendAsync(One("a", s_t0), default);
        await store.FlushAsync(default);
        var deletion = new LlmBatch();
        deletion.DeletedTraceIds.Add("t");
        await store.AppendAsync(deletion, default);
        await store.RunOnceAsync(default);
        await using (LlmStore reopened = Open(files.AfterKill()))
        {
            Assert.Null(await reopened.ObservationAsync("a", "t", default));
        }

        await store.FlushAsync(default);
        await store.FlushAsync(default);
        await using LlmStore again = Open(files.AfterKill());
        Assert.Null(await again.ObservationAsync("a", "t", default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleted_LeavesLogAndBlocks_AlsoWhenTheProcessEndsInBetween(bool isKilled)
    {
        const int ContentBytes = 30_000;
        var files = new FaultyFileSystem();
        LlmStore store = Open(files);
        LlmBatch kept = One("kept", s_t0);
        kept.Observations[0] = kept.Observations[0] with { TraceId = "k" };
        await store.AppendAsync(kept, default);
        await store.AppendAsync(One("early", s_t0, output: Incompressible(1, ContentBytes)), default);
        await store.FlushAsync(default);
        await store.AppendAsync(One("early", s_t0 + 1, output: Incompressible(2, ContentBytes)), default);
        await store.FlushAsync(default);
        await store.AppendAsync(One("late", s_t0, output: Incompressible(3, ContentBytes)), default);
        var deletion = new LlmBatch();
        deletion.DeletedTraceIds.Add("t");
        await store.AppendAsync(deletion, default);
        await store.BuildBlocksAsync(default);
        Assert.True(SizeBytes(files) > 2 * ContentBytes);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await store.BuildBlocksAsync(default);
        if (isKilled)
        {
            await store.DisposeAsync();
            files = files.AfterKill();
            store = Open(files);
        }

        for (int i = 0; i < 3; i++)
        {
            await store.BuildBlocksAsync(default);
        }

        Assert.InRange(SizeBytes(files), 1, ContentBytes / 2);
        await store.DisposeAsync();
        await using LlmStore reopened = Open(files.AfterKill());
        Assert.Equal("in kept", (await reopened.ObservationAsync("kept", "k", default))!.InputJson);
        Assert.Null(await reopened.ObservationAsync("early", "t", default));
        Assert.Null(await reopened.TraceAsync("t", default));
    }

    [Fact]
    public async Task Merge_KilledAtAnyStep_LosesAndRevivesNothing()
    {
        LlmBlockOptions two = s_small with { MergedBlocks = 2 };
        for (int step = 1; ; step++)
        {
            var files = new FaultyFileSystem();
            LlmStore store = LlmStore.Open(TestStore.Options(files, _clock), s_small with { MergedBlocks = 99 });
            await LlmRandom.FillAsync(store, 7, 20);
            await store.FlushAsync(default);
            var deletion = new LlmBatch();
            deletion.DeletedTraceIds.AddRange(Enumerable.Range(1, 4).Select(i => $"0000000000000000000000000000000{i}"));
            await store.AppendAsync(deletion, default);
            await store.FlushAsync(default);
            await store.AppendAsync(One("late", s_t0), default);
            await store.FlushAsync(default);
            string expected = await DumpAsync(store);
            int blocks = store.Status.BlockCount;
            await store.DisposeAsync();
            files = files.AfterKill();
            store = LlmStore.Open(TestStore.Options(files, _clock), two);
            files.CrashAtStep = files.Steps + step;
            bool isDone = await TryFlushAsync(store) && await TryFlushAsync(store) && await TryFlushAsync(store);
            await using LlmStore reopened = LlmStore.Open(TestStore.Options(files.AfterKill(), _clock), two);
            Assert.Equal(expected, await DumpAsync(reopened));
            if (isDone)
            {
                Assert.True(step > 3 && store.Status.BlockCount < blocks, "the test must interrupt a merge");
                return;
            }
        }
    }

    [Fact]
    public async Task DamagedBlock_AnywhereInIt_IsSaidAndEverythingElseIsServed()
    {
        var files = new FaultyFileSystem();
        await using (LlmStore store = Open(files))
        {
            await store.AppendAsync(One("a", s_t0), default);
            await store.FlushAsync(default);
            await store.AppendAsync(One("b", s_t0), default);
            await store.FlushAsync(default);
        }

        string path = files.Paths.First(name => name.EndsWith(".block", StringComparison.Ordinal));
        byte[] sound = files.Read(path);
        for (int position = 0; position < sound.Length; position++)
        {
            byte[] damaged = [.. sound];
            damaged[position] ^= 1;
            FaultyFileSystem copy = files.AfterKill();
            copy.Replace(path, damaged);
            try
            {
                await using LlmStore store = Open(copy);
                LlmObservation? a = await store.ObservationAsync("a", "t", default);
                Assert.True(a?.InputJson == "in a" || store.Status.Warnings.Count > 0, $"byte {position}");
                Assert.Equal("in b", (await store.ObservationAsync("b", "t", default))?.InputJson);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("version", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Retention_DeletesBlocksByAgeAndSize()
    {
        var files = new FaultyFileSystem();
        StoreOptions options = TestStore.Options(files, _clock) with { RetentionTime = TimeSpan.FromDays(1) };
        await using LlmStore store = LlmStore.Open(options, s_small);
        await store.AppendAsync(One("old", s_t0), default);
        await store.FlushAsync(default);
        _clock.Advance(TimeSpan.FromDays(2));
        await store.AppendAsync(One("new", s_t0 + (long)TimeSpan.FromDays(2).TotalNanoseconds), default);
        await store.FlushAsync(default);
        Assert.Equal(["new"], (await store.ObservationsAsync(new LlmQuery(), default)).Value.Items.Select(o => o.Id));
        Assert.Equal(1, store.Status.BlockCount);
        await using LlmStore tight = LlmStore.Open(options with { FileSystem = files.AfterKill(), RetentionBytes = 1 }, s_small);
        await tight.FlushAsync(default);
        Assert.Equal(0, tight.Status.BlockCount);
        Assert.Empty((await tight.ObservationsAsync(new LlmQuery(), default)).Value.Items);
    }

    [Fact]
    public async Task ManyRemovedRows_AreForgotten_AndTheRestStays()
    {
        var files = new FaultyFileSystem();
        await using LlmStore store = Open(files);
        await LlmRandom.FillAsync(store, 3, 200);
        var batch = new LlmBatch();
        batch.DeletedTraceIds.AddRange(Enumerable.Range(1, 7).Select(i => $"0000000000000000000000000000000{i}"));
        await store.AppendAsync(batch, default);
        string before = await DumpAsync(store);
        await store.FlushAsync(default);
        Assert.Equal(before, await DumpAsync(store));
        await LlmRandom.FillAsync(store, 4, 50);
        string after = await DumpAsync(store);
        await using LlmStore reopened = Open(files.AfterKill());
        Assert.Equal(after, await DumpAsync(reopened));
    }

    [Fact]
    public async Task MoreDataThanTheHeadMayHold_WaitsForABlock()
    {
        await using LlmStore store = LlmStore.Open(TestStore.Options(new FaultyFileSystem(), _clock), s_small with { MaxHeadBytes = 3 << 20, SegmentBytes = 1 << 20 });
        for (int i = 0; i < 12; i++)
        {
            await store.AppendAsync(One($"o{i}", s_t0, output: new string((char)('a' + i), 500_000)), default);
        }

        Assert.True(store.Status.BlockCount > 0);
        Assert.Equal(500_000, (await store.ObservationAsync("o0", "t", default))!.OutputJson!.Length);
    }

    private static readonly long s_t0 = TestStore.StartNs;

    private static LlmBatch One(string id, long eventNs, string name = "first", string? output = null)
    {
        var batch = new LlmBatch();
        batch.Observations.Add(new LlmObservationChange
        {
            Id = id, TraceId = "t", EventNs = eventNs, StartNs = eventNs, Name = name, InputJson = output is null ? $"in {id}" : null, OutputJson = output,
        });
        return batch;
    }

    private static string Incompressible(int seed, int length) =>
        string.Concat(new Random(seed).GetItems(Enumerable.Range('!', 90).Select(code => (char)code).ToArray(), length));

    private static long SizeBytes(FaultyFileSystem files) => files.Paths.Sum(path => (long)files.Read(path).Length);

    private static async Task<bool> TryFlushAsync(LlmStore store)
    {
        try
        {
            await store.FlushAsync(default);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Everything that a store answers, as one text.</summary>
    private static async Task<string> DumpAsync(LlmStore store)
    {
        var all = new LlmQuery { Limit = 0, Content = LlmContent.All };
        var lines = new List<string>();
        foreach (LlmObservation o in (await store.ObservationsAsync(all, default)).Value.Items)
        {
            lines.Add(Text(o) + Details(o.UsageDetails) + Details(o.CostDetails) + string.Join(',', o.Tags));
        }

        foreach (LlmTrace t in (await store.TracesAsync(all, default)).Value.Items)
        {
            lines.Add(Text(t) + string.Join(',', t.Tags));
        }

        foreach (LlmSession s in (await store.SessionsAsync(all, default)).Value.Items)
        {
            lines.Add(Text(s) + string.Join(',', s.UserIds) + string.Join(',', s.Personas));
        }

        lines.AddRange((await store.ScoresAsync(all, default)).Value.Items.Select(s => s.ToString()));
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    // Records print their collections by type; these are added by hand.
    private static string Text(object record) => record.ToString()!.Replace(" }", "", StringComparison.Ordinal);

    private static string Details<T>(IReadOnlyDictionary<string, T> details) =>
        string.Join(' ', details.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $" {d.Key}={d.Value:G29}"));

    private LlmStore Open(FaultyFileSystem files) => LlmStore.Open(TestStore.Options(files, _clock), s_small);
}
