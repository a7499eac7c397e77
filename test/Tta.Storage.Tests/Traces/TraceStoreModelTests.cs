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
        Tag("error", "true"), Tag("error", "false"), Tag("error", "no bool"), Tag("span.status", "other"), Tag("otel.status_code", "OK"),
        Tag("span.kind", "CLIENT"), Tag("span.kind", "nothing"), Tag("event", "ev1"), Tag("scope.name", "lib0"), Tag("resource.zone", "z0"),
        Tag("otel.status_description", "boom"), Tag("w3c.tracestate", "a=b"),
    ];

    private static readonly SpanField[] s_fields =
    [
        new(SpanFieldScope.Span, "k0"), new(SpanFieldScope.Any, "k1"), new(SpanFieldScope.Any, "zone"), new(SpanFieldScope.Resource, "zone"),
        new(SpanFieldScope.Event, "k2"), new(SpanFieldScope.Link, "k0"), new(SpanFieldScope.Intrinsic, "span:name"), new(SpanFieldScope.Intrinsic, "span:kind"),
        new(SpanFieldScope.Intrinsic, "span:status"), new(SpanFieldScope.Intrinsic, "event:name"), new(SpanFieldScope.Intrinsic, "span:duration"),
        new(SpanFieldScope.Intrinsic, "instrumentation:name"), new(SpanFieldScope.Intrinsic, "span:statusMessage"), new(SpanFieldScope.Intrinsic, "trace:rootName"),
        new(SpanFieldScope.Intrinsic, "trace:id"), new(SpanFieldScope.Intrinsic, "span:id"), new(SpanFieldScope.Intrinsic, "span:parentID"),
    ];

    private static readonly SpanCondition[] s_conditions =
    [
        new(new(SpanFieldScope.Span, "k0"), SpanConditionOperator.Equal, [AnyValue.From("v1")]),
        new(new(SpanFieldScope.Any, "k1"), SpanConditionOperator.Equal, [AnyValue.From(1), AnyValue.From("v0"), AnyValue.From(true)]),
        new(new(SpanFieldScope.Any, "zone"), SpanConditionOperator.NotEqual, [AnyValue.From("z0")]),
        new(new(SpanFieldScope.Span, "k2"), SpanConditionOperator.Greater, [AnyValue.From(0)]),
        new(new(SpanFieldScope.Event, "k3"), SpanConditionOperator.Matches, [AnyValue.From("v[12]")]),
        new(new(SpanFieldScope.Event, "k1"), SpanConditionOperator.NotMatches, [AnyValue.From("v.")]),
        new(new(SpanFieldScope.Link, "k0"), SpanConditionOperator.Exists, []),
        new(new(SpanFieldScope.Resource, "zone"), SpanConditionOperator.Equal, [AnyValue.From("z1")]),
        new(new(SpanFieldScope.Intrinsic, "span:name"), SpanConditionOperator.Equal, [AnyValue.From("op1")]),
        new(new(SpanFieldScope.Intrinsic, "span:kind"), SpanConditionOperator.NotEqual, [AnyValue.From("server")]),
        new(new(SpanFieldScope.Intrinsic, "span:status"), SpanConditionOperator.Equal, [AnyValue.From("unset")]),
        new(new(SpanFieldScope.Intrinsic, "span:duration"), SpanConditionOperator.Greater, [AnyValue.From(30_000)]),
        new(new(SpanFieldScope.Intrinsic, "span:duration"), SpanConditionOperator.LessOrEqual, [AnyValue.From(10_000)]),
        new(new(SpanFieldScope.Intrinsic, "event:name"), SpanConditionOperator.Equal, [AnyValue.From("ev1")]),
        new(new(SpanFieldScope.Intrinsic, "instrumentation:name"), SpanConditionOperator.Equal, [AnyValue.From("lib0")]),
        new(new(SpanFieldScope.Intrinsic, "event:timeSinceStart"), SpanConditionOperator.Greater, [AnyValue.From(-1_000_000_000_000)]),
    ];

    private static TraceSearch Tag(string key, string value) => new() { Tags = [new TagCondition(key, AnyValue.From(value), AnyType: true)] };

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
            SpanBatch batch = TestSpan.Batch([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => WithTexts(spans.Next(), random))]);
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

    private static TestSpan WithTexts(TestSpan span, Random random)
    {
        if (random.Next(4) == 0)
        {
            span.Extra.Block(3, "a=b"u8); // Trace state.
        }

        return span with { StatusMessage = random.Next(3) == 0 ? "boom" : "" };
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

        await CheckScansAsync(memory, store, random);
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
            Answer<IReadOnlyList<AnyValue>> few = await store.FieldValuesAsync(field, startNs, endNs, 2, default);
            Answer<IReadOnlyList<AnyValue>> all = await store.FieldValuesAsync(field, startNs, endNs, 100, default);
            Assert.Equal(all.Value.Take(2), few.Value);
            Assert.Equal(all.Value.Count > 2, few.Truncated);
        }
    }

    /// <summary>A scan may give too much, but every trace that satisfies it, each once, and whole.</summary>
    private static async Task CheckScansAsync(TraceStore memory, TraceStore store, Random random)
    {
        List<Trace> all = await memory.ScanAsync(new TraceScan(), default).ToListAsync();
        foreach (SpanCondition condition in s_conditions)
        {
            SpanCondition other = s_conditions[random.Next(s_conditions.Length)];
            long startNs = TestStore.StartNs + (random.Next(100) * 1_000_000L);
            var scan = new TraceScan { StartNs = startNs, AnyOf = [[condition, other], [other]], NewestFirst = random.Next(2) == 0 };
            IEnumerable<Trace> wanted = all.Where(trace => trace.Spans.Any(
                span => span.StartNs >= startNs && scan.AnyOf.Any(conditions => conditions.All(each => Holds(each, span)))));
            List<Trace> found = await store.ScanAsync(scan, default).ToListAsync();
            Assert.Equal(found.Count, found.Select(trace => trace.TraceId).Distinct().Count());
            Assert.Empty(wanted.Select(SpanText.Of).Except(found.Select(SpanText.Of)));
            Assert.Empty(wanted.Select(SpanText.Of).Except((await memory.ScanAsync(scan, default).ToListAsync()).Select(SpanText.Of)));
            await CheckFieldsAsync(store, scan with { Fields = [condition.Field, other.Field] });
        }
    }

    /// <summary>The fields that were asked for are there as if whole spans were read.</summary>
    private static async Task CheckFieldsAsync(TraceStore store, TraceScan scan)
    {
        List<Trace> whole = await store.ScanAsync(scan with { Fields = null }, default).ToListAsync();
        List<Trace> found = await store.ScanAsync(scan, default).ToListAsync();
        Assert.Equal(whole.Select(trace => trace.TraceId), found.Select(trace => trace.TraceId));
        foreach ((Span expected, Span span) in whole.SelectMany(trace => trace.Spans).Zip(found.SelectMany(trace => trace.Spans)))
        {
            Assert.Equal((expected.SpanId, expected.ParentSpanId, expected.StartNs, expected.EndNs), (span.SpanId, span.ParentSpanId, span.StartNs, span.EndNs));
            foreach (SpanField field in scan.Fields!)
            {
                Assert.Equal(Values(field, expected), Values(field, span));
            }
        }
    }

    private static bool Holds(SpanCondition condition, Span span) => Values(condition.Field, span).Any(value => condition.Operator switch
    {
        SpanConditionOperator.Exists => true,
        SpanConditionOperator.Equal => condition.Values.Contains(value),
        SpanConditionOperator.NotEqual => !condition.Values.Contains(value),
        SpanConditionOperator.Greater => value.Kind == AnyValueKind.Int && value.IntValue > condition.Values[0].IntValue,
        SpanConditionOperator.LessOrEqual => value.Kind == AnyValueKind.Int && value.IntValue <= condition.Values[0].IntValue,
        _ => value.Kind == AnyValueKind.String && LinearRegex.Anchored(condition.Values[0].StringValue).IsMatch(value.StringValue)
            == (condition.Operator == SpanConditionOperator.Matches),
    });

    private static HashSet<AnyValue> Values(SpanField field, Span span)
    {
        var values = new HashSet<AnyValue>();
        SpanFieldReader.AddValues(span, field, values);
        return values;
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> texts) => texts.Order(StringComparer.Ordinal);
}
