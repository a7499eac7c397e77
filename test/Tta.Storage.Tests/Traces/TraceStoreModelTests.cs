using FsCheck;
using FsCheck.Fluent;
using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Traces;

namespace Tta.Storage.Tests.Traces;

/// <summary>A store with all spans in memory answers like one that made blocks, compacted them and was killed at any time.</summary>
public sealed class TraceStoreModelTests
{
    private static readonly TraceSearch[] s_searches =
    [
        new(), new() { ServiceName = "svc1" }, new() { OperationName = "op2", ErrorsOnly = true }, new() { DurationMinNs = 20_000, DurationMaxNs = 40_000 },
        new() { ServiceName = "svc0", StartMinNs = TestStore.StartNs + 20_000_000, StartMaxNs = TestStore.StartNs + 60_000_000 },
        new() { Tags = [new TagCondition("k1", AnyValue.From("v1"))] }, new() { Tags = [new TagCondition("k2", AnyValue.From("1"), AnyType: true)], Limit = 3 },
        new() { Tags = [new TagCondition("k0", AnyValue.From(true)), new TagCondition("zone", AnyValue.From("z1"))] },
        new() { Tags = [new TagCondition("otel.scope.name", AnyValue.From("lib1"))], ServiceName = "svc2" },
    ];

    private static readonly SpanField[] s_fields =
    [
        new(SpanFieldScope.Span, "k0"), new(SpanFieldScope.Any, "k1"), new(SpanFieldScope.Any, "zone"), new(SpanFieldScope.Resource, "zone"),
        new(SpanFieldScope.Event, "k2"), new(SpanFieldScope.Link, "k0"), new(SpanFieldScope.Intrinsic, "span:name"), new(SpanFieldScope.Intrinsic, "span:kind"),
        new(SpanFieldScope.Intrinsic, "span:status"), new(SpanFieldScope.Intrinsic, "event:name"), new(SpanFieldScope.Intrinsic, "span:duration"),
        new(SpanFieldScope.Intrinsic, "instrumentation:name"), new(SpanFieldScope.Intrinsic, "span:statusMessage"), new(SpanFieldScope.Intrinsic, "trace:rootName"),
    ];

    [Fact]
    public void AnyInterleaving_AnswersLikeMemory() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => CheckAsync(seed).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    private static async Task CheckAsync(int seed)
    {
        var random = new Random(seed);
        var spans = new RandomSpans(seed);
        var files = new FaultyFileSystem();
        var blockOptions = new BlockOptions { RowsPerGroup = 4, CompactCount = 2 };
        TraceStore store = TraceStore.Open(TestStore.Options(files), blockOptions);
        TraceStore memory = TraceStore.Open(TestStore.Options(new FaultyFileSystem()));
        for (int step = random.Next(3, 14); step > 0; step--)
        {
            SpanBatch batch = TestSpan.Batch([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => spans.Next())]);
            Assert.Equal(await memory.AppendAsync(batch, default), await store.AppendAsync(batch, default));
            switch (random.Next(4))
            {
                case 0:
                    await store.FlushAsync(default);
                    break;
                case 1:
                    await store.FlushAsync(default);
                    await store.BuildBlocksAsync(default);
                    break;
                case 2:
                    files = files.AfterKill();
                    store = TraceStore.Open(TestStore.Options(files), blockOptions);
                    break;
            }
        }

        Assert.Empty(store.Status.Warnings);
        Assert.Equal(memory.Status.ItemCount, store.Status.ItemCount);
        await CheckAnswersAsync(memory, store, random);
    }

    private static async Task CheckAnswersAsync(TraceStore memory, TraceStore store, Random random)
    {
        for (ulong trace = 0; trace < 10; trace++)
        {
            var id = new TraceId(0, trace);
            Assert.Equal(SpanText.Of(await memory.GetTraceAsync(id, default)), SpanText.Of(await store.GetTraceAsync(id, default)));
        }

        foreach (TraceSearch search in s_searches)
        {
            Answer<IReadOnlyList<Trace>> expected = await memory.FindTracesAsync(search with { Limit = 100 }, default);
            Answer<IReadOnlyList<Trace>> found = await store.FindTracesAsync(search with { Limit = 100 }, default);
            Assert.Equal(Sorted(expected.Value.Select(SpanText.Of)), Sorted(found.Value.Select(SpanText.Of)));
            Answer<IReadOnlyList<Trace>> few = await store.FindTracesAsync(search with { Limit = 2 }, default);
            Assert.Equal(Math.Min(2, expected.Value.Count), few.Value.Count);
            Assert.Equal(expected.Value.Count > 2, few.Truncated);
        }

        Assert.Equal(await memory.ServicesAsync(default), await store.ServicesAsync(default));
        Assert.Equal(await memory.OperationsAsync("svc1", null, default), await store.OperationsAsync("svc1", null, default));
        long startNs = TestStore.StartNs + (random.Next(100) * 1_000_000L);
        long endNs = startNs + (random.Next(100) * 1_000_000L);
        foreach (SpanFieldScope scope in Enum.GetValues<SpanFieldScope>())
        {
            Assert.Equal(
                (await memory.FieldNamesAsync(scope, startNs, endNs, 100, default)).Value, (await store.FieldNamesAsync(scope, startNs, endNs, 100, default)).Value);
        }

        foreach (SpanField field in s_fields)
        {
            Assert.Equal(
                (await memory.FieldValuesAsync(field, startNs, endNs, 100, default)).Value, (await store.FieldValuesAsync(field, startNs, endNs, 100, default)).Value);
        }
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> texts) => texts.Order(StringComparer.Ordinal);
}
