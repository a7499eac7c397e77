using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Traces;
using Tta.TestKit;

namespace Tta.Storage.Tests.Traces;

/// <summary>
/// What the contract of the trace store promises: with all spans in memory, on a store that is reopened before it is read, with all spans in a
/// block, and with blocks made one.
/// </summary>
public abstract class TraceStoreContract
{
    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private FaultyFileSystem _files = new();
    private TraceStore? _store;

    public enum State
    {
        Fresh,
        Reopened,
        Blocks,
        Compacted,
    }

    protected abstract State StateWhenRead { get; }

    protected virtual int RowsPerGroup => 3;

    private TraceStore Store => _store ??= TraceStore.Open(TestStore.Options(_files, _clock), new BlockOptions { RowsPerGroup = RowsPerGroup, CompactCount = 2 });

    [Fact]
    public async Task Append_ThenGet_ReturnsEverySpanAsSentSortedByStart()
    {
        await AppendAsync(
            new TestSpan(1, 2, "second", StartNs: 20) { Extra = SpanBytes.Attributes(9, ("n", 5L)), Kind = SpanKind.Client, Status = SpanStatusCode.Error },
            new TestSpan(1, 1, "first", StartNs: 10),
            new TestSpan(2, 1, "other"));
        Trace trace = (await (await ReadStoreAsync()).GetTraceAsync(new TraceId(0, 1), default))!;
        Assert.Equal(["first", "second"], trace.Spans.Select(span => span.Name));
        Span second = trace.Spans[1];
        Assert.Equal((SpanKind.Client, SpanStatusCode.Error, TestStore.StartNs + 20, 1000), (second.Kind, second.Status, second.StartNs, second.DurationNs));
        Assert.Equal(AnyValue.From(5), second.Attributes[0].Value);
        Assert.Equal("svc", second.Resource.ServiceName);
        Assert.Null(await Store.GetTraceAsync(new TraceId(0, 9), default));
    }

    [Fact]
    public async Task Append_SameSpanAgain_IsAcceptedAndKeptOnce()
    {
        await AppendAsync(new TestSpan(1, 1), new TestSpan(1, 2));
        Assert.Equal(AppendResult.Accepted(3), await AppendAsync(new TestSpan(1, 2), new TestSpan(1, 3), new TestSpan(1, 3)));
        Assert.Equal(3, (await (await ReadStoreAsync()).GetTraceAsync(new TraceId(0, 1), default))!.Spans.Count);
        Assert.Equal(3, Store.Status.ItemCount);
    }

    [Fact]
    public async Task Append_SaysWhichSpansWereNew_EachOnce()
    {
        await AppendAsync(new TestSpan(1, 1), new TestSpan(1, 2));
        SpanBatch batch = TestSpan.Batch(new TestSpan(1, 2), new TestSpan(1, 3), new TestSpan(0, 9), new TestSpan(1, 3), new TestSpan(2, 1));
        batch.NewSpans.Add(0);
        await (await ReadStoreAsync()).AppendAsync(batch, default);
        Assert.Equal([1, 4], batch.NewSpans.Rows.ToArray());
    }

    [Fact]
    public async Task Append_BothSidesOfACallWithOneId_KeepsBothOnce()
    {
        TestSpan client = new(1, 7, "call", "web", StartNs: 10) { Kind = SpanKind.Client };
        TestSpan server = new(1, 7, "handle", "shop", StartNs: 10) { Kind = SpanKind.Server };
        await AppendAsync(client);
        await ReadStoreAsync();
        Assert.Equal(AppendResult.Accepted(3), await AppendAsync(server, client, server));
        await ReadStoreAsync();
        Assert.Equal(AppendResult.Accepted(2), await AppendAsync(client, server));
        TraceStore store = await ReadStoreAsync();
        Assert.Equal(2, store.Status.ItemCount);
        Assert.Equal(["call", "handle"], (await store.GetTraceAsync(new TraceId(0, 1), default))!.Spans.Select(span => span.Name));
        foreach (string name in (string[])["call", "handle"])
        {
            Assert.Single((await store.FindTracesAsync(new TraceSearch { OperationName = name }, default)).Value);
        }
    }

    [Fact]
    public async Task Append_LargeTrace_KeepsEverySpanOnce()
    {
        TestSpan[] spans = [.. Enumerable.Range(1, 100).Select(i => new TestSpan(1, (ulong)i, StartNs: i))];
        await AppendAsync(spans);
        await AppendAsync(spans);
        Trace trace = (await (await ReadStoreAsync()).GetTraceAsync(new TraceId(0, 1), default))!;
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (ulong)i), trace.Spans.Select(span => span.SpanId.Value));
    }

    [Fact]
    public async Task Append_BadSpans_AreRefusedAndNeighboursAreKept()
    {
        AppendResult result = await AppendAsync(
            new TestSpan(0, 1), new TestSpan(1, 0), new TestSpan(1, 1), new TestSpan(1, 2, StartNs: TimeSpan.FromHours(1).Ticks * 100),
            new TestSpan(1, 3, StartNs: -TimeSpan.FromDays(16).Ticks * 100));
        Assert.Equal((1, 4, RejectReason.InvalidId), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
        Assert.Equal(1, Store.Status.RejectedItemsTotal[RejectReason.TooOld]);
        Assert.Equal(1, Store.Status.RejectedItemsTotal[RejectReason.TooFarInFuture]);
        Assert.Single((await (await ReadStoreAsync()).GetTraceAsync(new TraceId(0, 1), default))!.Spans);
    }

    [Fact]
    public async Task Find_ConditionsMustHoldOnOneSpan()
    {
        await AppendAsync(
            new TestSpan(1, 1, "a", "s1", StartNs: 1, DurationNs: 10), new TestSpan(1, 2, "b", "s2", StartNs: 2, DurationNs: 20),
            new TestSpan(2, 1, "b", "s1", StartNs: 3, DurationNs: 30) { Status = SpanStatusCode.Error });
        Assert.Equal([2UL, 1], await FindAsync(new TraceSearch { ServiceName = "s1" }));
        Assert.Equal([2UL, 1], await FindAsync(new TraceSearch { OperationName = "b" }));
        Assert.Equal([2UL], await FindAsync(new TraceSearch { ServiceName = "s1", OperationName = "b" }));
        Assert.Empty(await FindAsync(new TraceSearch { ServiceName = "s2", OperationName = "a" }));
        Assert.Equal([1UL], await FindAsync(new TraceSearch { DurationMinNs = 20, DurationMaxNs = 29 }));
        Assert.Equal([1UL], await FindAsync(new TraceSearch { StartMinNs = TestStore.StartNs + 1, StartMaxNs = TestStore.StartNs + 2 }));
        Assert.Equal([2UL], await FindAsync(new TraceSearch { ErrorsOnly = true }));
        Assert.Equal([2UL, 1], await FindAsync(new TraceSearch()));
    }

    [Fact]
    public async Task Find_MoreThanTheLimit_ReturnsTheLatestAndSaysSo()
    {
        await AppendAsync([.. Enumerable.Range(1, 10).Select(i => new TestSpan((ulong)i, 1, StartNs: i % 7))]);
        Answer<IReadOnlyList<Trace>> answer = await (await ReadStoreAsync()).FindTracesAsync(new TraceSearch { Limit = 3 }, default);
        Assert.Equal([6UL, 5, 4], answer.Value.Select(trace => trace.TraceId.Low));
        Assert.True(answer.Truncated);
        Assert.False((await Store.FindTracesAsync(new TraceSearch { Limit = 10 }, default)).Truncated);
    }

    [Fact]
    public async Task Find_Tags_AreFoundInEveryPlaceByTypeAndByText()
    {
        await AppendAsync(
            new TestSpan(1, 1) { Extra = SpanBytes.Attributes(9, ("span", "x"), ("n", 5L), ("f", 2.5), ("b", true)) },
            new TestSpan(2, 1) { Resource = SpanBytes.Attributes(1, ("resource", "x")) },
            new TestSpan(3, 1) { Scope = new SpanBytes().Block(1, "lib"u8).Block(2, "1.2"u8).Add(SpanBytes.Attributes(3, ("scope", "x"))) },
            new TestSpan(4, 1) { Extra = new SpanBytes().Block(11, SpanBytes.Attributes(3, ("event", "x")).Bytes) },
            new TestSpan(5, 1) { Extra = new SpanBytes().Block(13, SpanBytes.Attributes(4, ("link", "x")).Bytes) });
        Assert.Equal([1UL], await FindAsync(Tag("span", AnyValue.From("x"))));
        Assert.Equal([2UL], await FindAsync(Tag("resource", AnyValue.From("x"))));
        Assert.Equal([3UL], await FindAsync(Tag("scope", AnyValue.From("x"))));
        Assert.Equal([4UL], await FindAsync(Tag("event", AnyValue.From("x"))));
        Assert.Equal([5UL], await FindAsync(Tag("link", AnyValue.From("x"))));
        Assert.Equal([3UL], await FindAsync(Tag("otel.scope.name", AnyValue.From("lib"))));
        Assert.Equal([3UL], await FindAsync(Tag("otel.scope.version", AnyValue.From("1.2"))));
        Assert.Equal([1UL], await FindAsync(Tag("n", AnyValue.From(5))));
        Assert.Empty(await FindAsync(Tag("n", AnyValue.From("5"))));
        Assert.Empty(await FindAsync(Tag("n", AnyValue.From(6))));
        foreach ((string key, string text) in new[] { ("n", "5"), ("f", "2.5"), ("b", "true"), ("span", "x") })
        {
            Assert.Equal([1UL], await FindAsync(new TraceSearch { Tags = [new TagCondition(key, AnyValue.From(text), AnyType: true)] }));
        }

        Assert.Equal([1UL], await FindAsync(new TraceSearch { Tags = [new("span", AnyValue.From("x")), new("b", AnyValue.From(true))] }));
        Assert.Empty(await FindAsync(new TraceSearch { Tags = [new("span", AnyValue.From("x")), new("link", AnyValue.From("x"))] }));
    }

    [Theory]
    [InlineData("error", "true", 1)]
    [InlineData("error", "1", 1)]
    [InlineData("error", "false", 2)]
    [InlineData("error", "maybe", 0)]
    [InlineData("span.status", "Error", 1)]
    [InlineData("span.status", "OK", 2)]
    [InlineData("span.status", "unset", 3)]
    [InlineData("otel.status_code", "ERROR", 1)]
    [InlineData("otel.status_code", "OK", 2)]
    [InlineData("otel.status_code", "UNSET", 0)]
    [InlineData("otel.status_description", "boom", 1)]
    [InlineData("otel.status_description", "", 0)]
    [InlineData("span.kind", "client", 1)]
    [InlineData("span.kind", "SERVER", 2)]
    [InlineData("span.kind", "unspecified", 3)]
    [InlineData("scope.name", "lib", 1)]
    [InlineData("scope.version", "1.2", 1)]
    [InlineData("resource.host.name", "h1", 1)]
    [InlineData("resource.on.span", "x", 0)]
    [InlineData("w3c.tracestate", "a=b", 1)]
    [InlineData("event", "ev", 1)]
    [InlineData("event", "other", 0)]
    public async Task Find_TagsOfJaeger_LookAtKindStatusScopeAndEvents(string key, string value, ulong trace)
    {
        await AppendAsync(
            new TestSpan(1, 1)
            {
                Kind = SpanKind.Client,
                Status = SpanStatusCode.Error,
                Resource = SpanBytes.Attributes(1, ("host.name", "h1")),
                Scope = new SpanBytes().Block(1, "lib"u8).Block(2, "1.2"u8),
                Extra = new SpanBytes().Block(3, "a=b"u8).Block(11, new SpanBytes().Block(2, "ev"u8).Bytes).Add(SpanBytes.Attributes(9, ("on.span", "x"))),
                StatusMessage = "boom",
            },
            new TestSpan(2, 1) { Kind = SpanKind.Server, Status = SpanStatusCode.Ok },
            new TestSpan(3, 1) { Kind = SpanKind.Unspecified });
        Assert.Equal(trace == 0 ? [] : [trace], await FindAsync(new TraceSearch { Tags = [new TagCondition(key, AnyValue.From(value), AnyType: true)] }));
    }

    [Fact]
    public async Task Find_TagOfJaegerThatIsStoredAsAnAttribute_IsFoundToo()
    {
        await AppendAsync(
            new TestSpan(1, 1) { Extra = SpanBytes.Attributes(9, ("error", "timeout"), ("span.kind", "agent")) }, new TestSpan(2, 1) { Status = SpanStatusCode.Error });
        Assert.Equal([1UL], await FindAsync(Tag("error", AnyValue.From("timeout"))));
        Assert.Equal([2UL], await FindAsync(Tag("error", AnyValue.From(true))));
        Assert.Equal([1UL], await FindAsync(Tag("span.kind", AnyValue.From("agent"))));
    }

    [Fact]
    public async Task Find_OneOfManyValues_FindsItsSpanAlone()
    {
        await AppendAsync([.. Enumerable.Range(1, 300).Select(i => new TestSpan(1, (ulong)i + 1000, StartNs: i) { Extra = SpanBytes.Attributes(9, ("id", $"id {i}")) })]);
        await AppendAsync(new TestSpan(2, 1) { Extra = SpanBytes.Attributes(9, ("id", "id 1")) }, new TestSpan(3, 1) { Resource = SpanBytes.Attributes(1, ("id", "id 2")) });
        Assert.Equal([1UL], await FindAsync(Tag("id", AnyValue.From("id 77"))));
        Assert.Equal([1UL, 2], await FindAsync(Tag("id", AnyValue.From("id 1"))));
        Assert.Equal([1UL, 3], await FindAsync(new TraceSearch { Tags = [new TagCondition("id", AnyValue.From("id 2"), AnyType: true)] }));
        Assert.Empty(await FindAsync(Tag("id", AnyValue.From("id 301"))));
    }

    [Fact]
    public async Task Lists_ServicesAndOperations_AreSortedAndDistinct()
    {
        await AppendAsync(
            new TestSpan(1, 1, "b", "s2"), new TestSpan(1, 2, "a", "s2") { Kind = SpanKind.Server }, new TestSpan(2, 2, "a", "s2") { Kind = SpanKind.Server },
            new TestSpan(3, 2, "a", "s2") { Kind = SpanKind.Client }, new TestSpan(1, 3, "c", "s1"));
        TraceStore store = await ReadStoreAsync();
        Assert.Equal(["s1", "s2"], await store.ServicesAsync(default));
        Assert.Equal([new("a", SpanKind.Server), new("a", SpanKind.Client), new TraceOperation("b", SpanKind.Internal)], await store.OperationsAsync("s2", null, default));
        Assert.Equal([new TraceOperation("a", SpanKind.Server)], await store.OperationsAsync("s2", SpanKind.Server, default));
        Assert.Empty(await store.OperationsAsync("nope", null, default));
    }

    [Fact]
    public async Task Scan_GivesEachTraceOfTheWindowWholeAndNewestFirst()
    {
        await AppendAsync(new TestSpan(1, 1, StartNs: 10), new TestSpan(2, 1, StartNs: 20), new TestSpan(1, 2, StartNs: 30), new TestSpan(3, 1, StartNs: 40));
        var scan = new TraceScan { StartNs = TestStore.StartNs + 15, EndNs = TestStore.StartNs + 40, NewestFirst = true };
        List<Trace> traces = await (await ReadStoreAsync()).ScanAsync(scan, default).ToListAsync();
        Assert.Equal([1UL, 2], traces.Select(trace => trace.TraceId.Low));
        Assert.Equal([1UL, 2], traces[0].Spans.Select(span => span.SpanId.Value));
    }

    [Fact]
    public async Task FieldNames_AreThoseOfTheirScopeInTheWindow()
    {
        await AppendAsync(Fields(1, 0), new TestSpan(2, 1, StartNs: 100) { Extra = SpanBytes.Attributes(9, ("late", "x")) });
        foreach ((SpanFieldScope scope, string[] expected) in new (SpanFieldScope, string[])[]
        {
            (SpanFieldScope.Span, ["n", "s"]), (SpanFieldScope.Resource, ["r", "service.name"]), (SpanFieldScope.Event, ["e"]), (SpanFieldScope.Link, ["l"]),
            (SpanFieldScope.Instrumentation, ["i"]), (SpanFieldScope.Any, ["n", "r", "s", "service.name"]), (SpanFieldScope.Intrinsic, []),
        })
        {
            Assert.Equal(expected, (await (await ReadStoreAsync()).FieldNamesAsync(scope, 0, TestStore.StartNs + 100, 10, default)).Value);
        }

        Answer<IReadOnlyList<string>> cut = await Store.FieldNamesAsync(SpanFieldScope.Span, 0, long.MaxValue, 2, default);
        Assert.Equal(["late", "n"], cut.Value);
        Assert.True(cut.Truncated);
    }

    [Fact]
    public async Task FieldValues_AreDistinctAndSortedByTypeAndText()
    {
        await AppendAsync(Fields(1, 0), Fields(2, 1), Fields(3, 2), new TestSpan(4, 1, "late", StartNs: 100));
        foreach ((SpanField field, object[] expected) in new (SpanField, object[])[]
        {
            (new(SpanFieldScope.Span, "s"), ["s0", "s1", "s2"]), (new(SpanFieldScope.Span, "n"), [0L, 1L, 2L]), (new(SpanFieldScope.Resource, "r"), ["r"]),
            (new(SpanFieldScope.Event, "e"), ["e"]), (new(SpanFieldScope.Link, "l"), ["l"]), (new(SpanFieldScope.Instrumentation, "i"), ["i"]),
            (new(SpanFieldScope.Any, "r"), ["r"]), (new(SpanFieldScope.Any, "s"), ["s0", "s1", "s2"]), (new(SpanFieldScope.Any, "absent"), []),
            (new(SpanFieldScope.Intrinsic, "span:name"), ["op"]), (new(SpanFieldScope.Intrinsic, "span:kind"), ["client"]),
            (new(SpanFieldScope.Intrinsic, "span:status"), ["error"]), (new(SpanFieldScope.Intrinsic, "span:statusMessage"), [""]),
            (new(SpanFieldScope.Intrinsic, "event:name"), ["boom"]), (new(SpanFieldScope.Intrinsic, "instrumentation:name"), ["lib"]),
            (new(SpanFieldScope.Intrinsic, "trace:rootService"), ["svc"]), (new(SpanFieldScope.Intrinsic, "span:duration"), [1000L]),
        })
        {
            IReadOnlyList<AnyValue> values = (await (await ReadStoreAsync()).FieldValuesAsync(field, 0, TestStore.StartNs + 100, 10, default)).Value;
            Assert.Equal(expected.Select(value => value is long number ? AnyValue.From(number) : AnyValue.From((string)value)), values);
        }
    }

    private static TestSpan Fields(ulong trace, long n) => new(trace, 1, StartNs: n)
    {
        Kind = SpanKind.Client,
        Status = SpanStatusCode.Error,
        Extra = SpanBytes.Attributes(9, ("s", $"s{n}"), ("n", n))
            .Add(new SpanBytes().Block(11, new SpanBytes().Block(2, "boom"u8).Add(SpanBytes.Attributes(3, ("e", "e"))).Bytes))
            .Add(new SpanBytes().Block(13, SpanBytes.Attributes(4, ("l", "l")).Bytes)),
        Resource = SpanBytes.Attributes(1, ("r", "r")),
        Scope = new SpanBytes().Block(1, "lib"u8).Add(SpanBytes.Attributes(3, ("i", "i"))),
    };

    private static TraceSearch Tag(string key, AnyValue value) => new() { Tags = [new TagCondition(key, value)] };

    private async Task<AppendResult> AppendAsync(params TestSpan[] spans)
    {
        if (StateWhenRead != State.Compacted || spans.Length < 2)
        {
            return await AppendAsync(TestSpan.Batch(spans));
        }

        AppendResult first = await AppendAsync(TestSpan.Batch(spans[..(spans.Length / 2)]));
        AppendResult second = await AppendAsync(TestSpan.Batch(spans[(spans.Length / 2)..]));
        AppendResult told = first.RejectedCount > 0 ? first : second;
        return told with { AcceptedCount = first.AcceptedCount + second.AcceptedCount, RejectedCount = first.RejectedCount + second.RejectedCount };
    }

    private async Task<AppendResult> AppendAsync(SpanBatch batch)
    {
        AppendResult result = await Store.AppendAsync(batch, default);
        if (StateWhenRead is State.Blocks or State.Compacted)
        {
            await Store.FlushAsync(default);
        }

        return result;
    }

    private async Task<IEnumerable<ulong>> FindAsync(TraceSearch search) =>
        (await (await ReadStoreAsync()).FindTracesAsync(search, default)).Value.Select(trace => trace.TraceId.Low);

    private async Task<TraceStore> ReadStoreAsync()
    {
        if (StateWhenRead == State.Compacted)
        {
            for (int blocks = 0; blocks != Store.Status.BlockCount;)
            {
                blocks = Store.Status.BlockCount;
                await Store.BuildBlocksAsync(default);
            }

            Assert.InRange(Store.Status.BlockCount, 1, 2);
        }

        if (StateWhenRead is State.Reopened or State.Compacted)
        {
            _files = _files.AfterKill();
            _store = null;
        }

        Assert.Equal(StateWhenRead is State.Blocks or State.Compacted, Store.Status.BlockCount > 0);
        return Store;
    }
}

public sealed class FreshTraceStoreTests : TraceStoreContract
{
    protected override State StateWhenRead => State.Fresh;
}

public sealed class ReopenedTraceStoreTests : TraceStoreContract
{
    protected override State StateWhenRead => State.Reopened;
}

public sealed class TraceBlocksTests : TraceStoreContract
{
    protected override State StateWhenRead => State.Blocks;

    protected override int RowsPerGroup => 4096;
}

public sealed class CompactedTraceStoreTests : TraceStoreContract
{
    protected override State StateWhenRead => State.Compacted;
}
