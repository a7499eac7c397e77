using Tta.Storage.Tests.Files;

namespace Tta.Storage.Tests.Recovery;

/// <summary>The process dies, or the power fails, at every step that the store takes on the file system.</summary>
public sealed class CrashTests
{
    public static TheoryData<Signal, Durability> Cases
    {
        get
        {
            var cases = new TheoryData<Signal, Durability>();
            foreach (Signal signal in Enum.GetValues<Signal>())
            {
                cases.Add(signal, Durability.Group);
                cases.Add(signal, Durability.Strict);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Crash_AtAnyStep_LosesNothingAcknowledged(Signal signal, Durability durability)
    {
        var whole = new FaultyFileSystem();
        await RunAsync(signal, durability, whole);
        Assert.True(whole.Steps > 10, "the scenario takes too few steps to mean anything");
        for (int step = 1; step <= whole.Steps; step++)
        {
            foreach (int tornBytes in new[] { 0, 40, 100_000 })
            {
                var files = new FaultyFileSystem { CrashAtStep = step, TornWriteBytes = tornBytes };
                (List<int> acknowledged, List<int> attempted) = await RunAsync(signal, durability, files);
                await CheckAsync(signal, files.AfterKill(), acknowledged, attempted);
                if (durability == Durability.Strict)
                {
                    await CheckAsync(signal, files.AfterPowerFailure(), acknowledged, attempted);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(DamageTests.Signals), MemberType = typeof(DamageTests))]
    public async Task Crash_AtAnyStepOfARecovery_StillRecovers(Signal signal)
    {
        var first = new FaultyFileSystem();
        (List<int> acknowledged, List<int> attempted) = await RunAsync(signal, Durability.Group, first);
        string last = first.Paths.Last(path => path.EndsWith(".wal", StringComparison.Ordinal));
        byte[] torn = [.. first.Read(last), 1, 2, 3];
        for (int step = 1; step < 12; step++)
        {
            FaultyFileSystem files = first.AfterKill();
            files.Replace(last, torn);
            files.CrashAtStep = step;
            try
            {
                await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
            }
            catch (IOException)
            {
                Assert.True(files.IsDead, "opening failed without a crash");
            }

            await CheckAsync(signal, files.AfterKill(), acknowledged, attempted);
        }
    }

    [Theory]
    [MemberData(nameof(DamageTests.Signals), MemberType = typeof(DamageTests))]
    public async Task PowerFailure_WithGroupDurability_LosesNothingSyncedByAStep(Signal signal)
    {
        var files = new FaultyFileSystem();
        StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
        await store.AppendAsync(1, 2);
        await store.RunOnceAsync();
        await store.AppendAsync(3);
        await using StoreUnderTest again = StoreUnderTest.Open(signal, TestStore.Options(files.AfterPowerFailure()));
        Assert.Equal([1, 2], await again.ReadAsync());
    }

    /// <summary>Appends, steps and closes, twice, with every failure swallowed as a dying process would.</summary>
    private static async Task<(List<int> Acknowledged, List<int> Attempted)> RunAsync(Signal signal, Durability durability, FaultyFileSystem files)
    {
        List<int> acknowledged = [];
        List<int> attempted = [];
        for (int life = 0; life < 2 && !files.IsDead; life++)
        {
            try
            {
                await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files) with { Durability = durability });
                foreach (int count in new[] { 1, 150, 2 }) // The middle one is compressed.
                {
                    int[] batch = [.. Enumerable.Range(attempted.Count, count)];
                    attempted.AddRange(batch);
                    await store.AppendAsync(batch);
                    acknowledged.AddRange(batch);
                    await store.RunOnceAsync();
                }
            }
            catch (IOException)
            {
                Assert.True(files.IsDead, "a step failed without a crash");
            }
        }

        return (acknowledged, attempted);
    }

    private static async Task CheckAsync(Signal signal, FaultyFileSystem files, List<int> acknowledged, List<int> attempted)
    {
        await using StoreUnderTest store = StoreUnderTest.Open(signal, TestStore.Options(files));
        List<int> read = await store.ReadAsync();
        Assert.Equal(read.Distinct(), read);
        Assert.Empty(acknowledged.Except(read));
        Assert.Empty(read.Except(attempted));
        await store.AppendAsync(500);
        Assert.Contains(500, await store.ReadAsync());
    }
}
