using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Traces;

namespace Tta.Storage.Tests.Traces;

/// <summary>
/// The newest traces that match, from blocks that all lie in the same time and are made larger ones again and again, are those that looking at every
/// span tells.
/// </summary>
public sealed class TraceSearchOrderTests
{
    private const int Spans = 1_200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Find_InBlocksOfOneTime_GivesTheNewestOfAll(int seed)
    {
        var random = new Random(seed);
        TestSpan[] spans = Make(random);
        var files = new FaultyFileSystem();
        var options = new BlockOptions { RowsPerGroup = random.Next(2, 5), CompactCount = random.Next(2, 5) };
        await using (TraceStore store = TraceStore.Open(TestStore.Options(files), options))
        {
            await FillAsync(store, spans, random);
            Assert.InRange(store.Status.BlockCount, 2, 20);
            await CheckAsync(store, spans, new Random(seed));
        }

        await using TraceStore again = TraceStore.Open(TestStore.Options(files.AfterKill()), options);
        await CheckAsync(again, spans, new Random(seed));
    }

    /// <summary>Every start is there once, so that there is one order of answers; traces begin anywhere and lie in several batches.</summary>
    private static TestSpan[] Make(Random random)
    {
        int[] starts = [.. Enumerable.Range(0, Spans)];
        random.Shuffle(starts);
        return [.. starts.Select((start, i) => new TestSpan((ulong)random.Next(1, 400), (ulong)i + 1, $"op{random.Next(5)}", $"svc{random.Next(3)}", start * 1_000L, random.Next(100))
        {
            Extra = SpanBytes.Attributes(9, ("user", $"u{random.Next(300)}"), ("n", (long)random.Next(50))),
        })];
    }

    private static async Task FillAsync(TraceStore store, TestSpan[] spans, Random random)
    {
        for (int first = 0; first < spans.Length;)
        {
            int end = Math.Min(spans.Length, first + random.Next(10, 90));
            await store.AppendAsync(TestSpan.Batch(spans[first..end]), default);
            first = end;
            if (first < spans.Length - 50)
            {
                await store.FlushAsync(default); // The last ones stay in memory.
            }

            await store.BuildBlocksAsync(default);
            await store.BuildBlocksAsync(default);
        }
    }

    private static async Task CheckAsync(TraceStore store, TestSpan[] spans, Random random)
    {
        for (int i = 0; i < 60; i++)
        {
            TraceSearch search = Any(random);
            Answer<IReadOnlyList<Trace>> found = await store.FindTracesAsync(search, default);
            ulong[] expected = Newest(spans, search);
            Assert.Equal(expected.Take(search.Limit), found.Value.Select(trace => trace.TraceId.Low));
            Assert.Equal(expected.Length > search.Limit, found.Truncated);
            foreach (Trace trace in found.Value)
            {
                Assert.Equal(
                    spans.Where(span => span.Trace == trace.TraceId.Low).OrderBy(span => span.StartNs).Select(span => span.Id), trace.Spans.Select(span => span.SpanId.Value));
            }
        }
    }

    private static TraceSearch Any(Random random) => new()
    {
        Limit = random.Next(1, 25),
        ServiceName = random.Next(2) == 0 ? $"svc{random.Next(4)}" : null,
        OperationName = random.Next(3) == 0 ? $"op{random.Next(6)}" : null,
        DurationMinNs = random.Next(3) == 0 ? random.Next(110) : null,
        StartMaxNs = random.Next(2) == 0 ? TestStore.StartNs + (random.Next(Spans) * 1_000L) : null,
        Tags = random.Next(3) switch
        {
            0 => [new TagCondition("user", AnyValue.From($"u{random.Next(320)}"), AnyType: true)], // Some of them nobody is.
            1 => [new TagCondition("n", AnyValue.From((long)random.Next(55)))],
            _ => [],
        },
    };

    private static ulong[] Newest(TestSpan[] spans, TraceSearch search) =>
    [
        .. spans.Where(span => (search.ServiceName is null || span.Service == search.ServiceName)
                && (search.OperationName is null || span.Name == search.OperationName)
                && (search.DurationMinNs is null || span.DurationNs >= search.DurationMinNs)
                && (search.StartMaxNs is null || TestStore.StartNs + span.StartNs <= search.StartMaxNs)
                && search.Tags.All(tag => Decoded(span).TryGetAttribute(tag.Key, out AnyValue value) && tag.Matches(value)))
            .GroupBy(span => span.Trace).OrderByDescending(trace => trace.Max(span => span.StartNs)).Select(trace => trace.Key),
    ];

    private static Span Decoded(TestSpan span)
    {
        SpanBatch batch = TestSpan.Batch(span);
        return SpanDecoder.Decode(batch.Arena.Get(batch.Spans[0].Message).ToArray(), new Resource([], 0, ""), new Scope("", "", [], 0, ""));
    }
}
