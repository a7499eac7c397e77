using FsCheck;
using FsCheck.Fluent;
using Tta.Storage.Tests.Files;

namespace Tta.Storage.Tests.Recovery;

/// <summary>Any interleaving of appends (with repetitions), maintenance, kills and clean stops holds what a set would hold.</summary>
public sealed class RecoveryModelTests
{
    private enum Step
    {
        Append,
        AppendMany,
        RunOnce,
        Kill,
        Stop,
    }

    [Theory]
    [MemberData(nameof(DamageTests.Signals), MemberType = typeof(DamageTests))]
    public void AnyInterleaving_HoldsWhatASetWouldHold(Signal signal)
    {
        Gen<(Step Step, int Item)> operation = Gen.Elements(Enum.GetValues<Step>()).SelectMany(step => Gen.Choose(0, 2000).Select(item => (step, item)));
        Prop.ForAll(Arb.From(operation.ArrayOf(20)), operations => CheckAsync(signal, operations).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
    }

    private static async Task CheckAsync(Signal signal, (Step Step, int Item)[] operations)
    {
        var files = new FaultyFileSystem();
        StoreOptions options = TestStore.Options(files) with { SegmentBytes = 1 };
        StoreUnderTest store = StoreUnderTest.Open(signal, options);
        var model = new SortedSet<int>();
        foreach ((Step step, int item) in operations)
        {
            switch (step)
            {
                case Step.Append or Step.AppendMany:
                    int[] items = [.. Enumerable.Range(item, step == Step.Append ? 1 : 200)];
                    Assert.Equal(items.Length, (await store.AppendAsync(items)).AcceptedCount);
                    model.UnionWith(items);
                    break;
                case Step.RunOnce:
                    await store.RunOnceAsync();
                    break;
                case Step.Stop:
                    await store.DisposeAsync();
                    store = StoreUnderTest.Open(signal, options with { FileSystem = files });
                    break;
                default:
                    files = files.AfterKill();
                    store = StoreUnderTest.Open(signal, options with { FileSystem = files });
                    break;
            }
        }

        Assert.Equal(model, await store.ReadAsync());
        Assert.Equal(model.Count, store.Status.ItemCount);
        Assert.Empty(store.Status.Warnings);
    }
}
