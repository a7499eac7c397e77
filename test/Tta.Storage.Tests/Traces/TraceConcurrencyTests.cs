using System.Collections.Concurrent;
using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Traces;
using Tta.TestKit;

namespace Tta.Storage.Tests.Traces;

/// <summary>
/// Searches while blocks are cut, made one and deleted by age: every answer holds every span that was acknowledged before the question and is not
/// too old after it. The seed fixes what is written and asked.
/// </summary>
public sealed class TraceConcurrencyTests
{
    private const int Seed = 20261120;
    private const int Writers = 3;
    private const int Readers = 3;
    private const int BatchesPerWriter = 60;
    private const int SpansPerBatch = 4;
    private const int Kinds = 5;
    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_retention = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private readonly ConcurrentQueue<TestSpan> _acknowledged = new();
    private int _lastTrace;

    [Fact]
    public async Task Searches_WhileBlocksComeAndGo_HoldEveryAcknowledgedSpan()
    {
        StoreOptions options = TestStore.Options(new FaultyFileSystem(), _clock) with { RetentionTime = s_retention };
        var blocks = new BlockOptions { RowsPerGroup = 4, CompactCount = 2, SegmentBytes = 1 };
        await using TraceStore store = TraceStore.Open(options, blocks);
        using var written = new CancellationTokenSource();
        Task[] others =
        [
            Task.Run(() => MaintainAsync(store, written.Token)),
            .. Enumerable.Range(0, Readers).Select(reader => Task.Run(() => AskUntilAsync(store, new Random(Seed + reader), written.Token))),
        ];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, new Random(Seed - 1 - writer)))));
        await written.CancelAsync();
        await Task.WhenAll(others);
        await store.FlushAsync(default);
        await store.BuildBlocksAsync(default);
        for (int i = 0; i < 20; i++)
        {
            await AskAsync(store, new Random(Seed + i));
        }

        Assert.Empty(store.Status.Warnings);
        Assert.True(store.Status.ItemCount < Writers * BatchesPerWriter * SpansPerBatch, "nothing was deleted by age");
    }

    private async Task WriteAsync(TraceStore store, Random random)
    {
        for (int i = 0; i < BatchesPerWriter; i++)
        {
            long startNs = NowNs();
            TestSpan[] spans = [.. Enumerable.Range(0, SpansPerBatch).Select(id => Span((ulong)Interlocked.Increment(ref _lastTrace), (ulong)id + 1, startNs, random))];
            AppendResult result = await store.AppendAsync(TestSpan.Batch(spans), default);
            if (result.RejectedCount > 0)
            {
                Assert.Equal((SpansPerBatch, RejectReason.TooOld), (result.RejectedCount, result.FirstReason)); // The others were faster by an hour.
                continue;
            }

            foreach (TestSpan span in spans)
            {
                _acknowledged.Enqueue(span);
            }

            _clock.Advance(s_step);
            await AskAsync(store, random);
        }
    }

    private static TestSpan Span(ulong trace, ulong id, long startNs, Random random) =>
        new(trace, id, $"op{random.Next(Kinds)}", $"svc{random.Next(Kinds)}", startNs - TestStore.StartNs)
        {
            Status = (SpanStatusCode)random.Next(3),
            Kind = (SpanKind)random.Next(6),
        };

    private static async Task MaintainAsync(TraceStore store, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await store.RunOnceAsync(default);
            await store.BuildBlocksAsync(default);
            await Task.Yield();
        }
    }

    private async Task AskUntilAsync(TraceStore store, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await AskAsync(store, random);
        }
    }

    private async Task AskAsync(TraceStore store, Random random)
    {
        int kind = random.Next(Kinds);
        TestSpan[] before = [.. _acknowledged];
        (Func<TestSpan, bool> asked, IReadOnlyList<Trace> found) = random.Next(5) switch
        {
            0 => (Is(span => span.Service == $"svc{kind}"), await FindAsync(store, new TraceSearch { ServiceName = $"svc{kind}" })),
            1 => (Is(span => span.Status == SpanStatusCode.Error), await FindAsync(store, Tag("error", "true"))),
            2 => (Is(span => span.Kind == SpanKind.Client && span.Name == $"op{kind}"), await FindAsync(store, Tag("span.kind", "client") with { OperationName = $"op{kind}" })),
            3 => (Is(span => span.Name == $"op{kind}"), await store.ScanAsync(Scan($"op{kind}", random.Next(2) == 0), default).ToListAsync()),
            _ => (Is(_ => true), await EachAsync(store, before = [.. before.TakeLast(50)])),
        };
        long oldestNs = NowNs() - (s_retention.Ticks * 100);
        HashSet<(ulong, ulong)> spans = [.. found.SelectMany(trace => trace.Spans).Select(span => (span.TraceId.Low, span.SpanId.Value))];
        Assert.Equal(spans.Count, found.Sum(trace => trace.Spans.Count));
        Assert.Empty(before.Where(span => asked(span) && TestStore.StartNs + span.StartNs >= oldestNs).Select(span => (span.Trace, span.Id)).Except(spans));
    }

    private static Func<TestSpan, bool> Is(Func<TestSpan, bool> asked) => asked;

    private static TraceSearch Tag(string key, string value) => new() { Tags = [new TagCondition(key, AnyValue.From(value), AnyType: true)] };

    private static TraceScan Scan(string name, bool newestFirst) => new()
    {
        NewestFirst = newestFirst,
        AnyOf = [[new SpanCondition(new SpanField(SpanFieldScope.Intrinsic, "span:name"), SpanConditionOperator.Equal, [AnyValue.From(name)])]],
    };

    private static async Task<IReadOnlyList<Trace>> FindAsync(TraceStore store, TraceSearch search) =>
        (await store.FindTracesAsync(search with { Limit = int.MaxValue }, default)).Value;

    private static async Task<IReadOnlyList<Trace>> EachAsync(TraceStore store, TestSpan[] spans)
    {
        var traces = new List<Trace>();
        foreach (TestSpan span in spans)
        {
            if (await store.GetTraceAsync(new TraceId(0, span.Trace), default) is { } trace)
            {
                traces.Add(trace);
            }
        }

        return traces;
    }

    private long NowNs() => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
