using System.Globalization;
using System.Text;
using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Logs;
using Tta.Storage.Metrics;
using Tta.Storage.Registry;
using Tta.Storage.Tests.Traces;
using Tta.Storage.Traces;

namespace Tta.Storage.Tests.Recovery;

/// <summary>A store seen as a set of numbered items, so that one suite of recovery tests serves all of them.</summary>
internal abstract class StoreUnderTest : IAsyncDisposable
{
    public abstract StoreStatus Status { get; }

    public static StoreUnderTest Open(Signal signal, StoreOptions options) => signal switch
    {
        Signal.Metrics => new Metrics(MetricStore.Open(options)),
        Signal.Traces => new Traces(TraceStore.Open(options)),
        Signal.Logs => new Logs(LogStore.Open(options)),
        Signal.Llm => new Llm(LlmStore.Open(options)),
        _ => new Registry(RegistryStore.Open(options)),
    };

    /// <summary>Appends items; item i has the time start + i ms.</summary>
    public abstract Task<AppendResult> AppendAsync(params int[] items);

    /// <summary>All items, sorted; an item stored twice occurs twice.</summary>
    public abstract Task<List<int>> ReadAsync();

    public abstract ValueTask RunOnceAsync();

    public abstract ValueTask DisposeAsync();

    private static List<int> Sorted(IEnumerable<int> items) => [.. items.Order()];

    private sealed class Metrics(MetricStore store) : StoreUnderTest
    {
        public override StoreStatus Status => store.Status;

        public override async Task<AppendResult> AppendAsync(params int[] items)
        {
            var batch = new MetricBatch();
            foreach (int item in items)
            {
                int series = batch.AddSeries(Labels.Of("__name__", "m", "x", (item % 3).ToString(CultureInfo.InvariantCulture)));
                batch.AddSample(series, TestStore.StartMs + item, item * 1.5);
            }

            return await store.AppendAsync(batch, default);
        }

        public override async Task<List<int>> ReadAsync()
        {
            var items = new List<int>();
            using SeriesSet set = await store.SelectAsync(new MetricSelection([], long.MinValue, long.MaxValue), default);
            foreach (SeriesSamples series in set.Series)
            {
                for (int i = 0; i < series.Count; i++)
                {
                    int item = (int)(series.TimesMs[i] - TestStore.StartMs);
                    Assert.Equal(item * 1.5, series.Values[i]);
                    items.Add(item);
                }
            }

            return Sorted(items);
        }

        public override ValueTask RunOnceAsync() => store.RunOnceAsync(default);

        public override ValueTask DisposeAsync() => store.DisposeAsync();
    }

    private sealed class Traces(TraceStore store) : StoreUnderTest
    {
        public override StoreStatus Status => store.Status;

        public override async Task<AppendResult> AppendAsync(params int[] items) =>
            await store.AppendAsync(TestSpan.Batch([.. items.Select(Item)]), default);

        public override async Task<List<int>> ReadAsync()
        {
            Answer<IReadOnlyList<Trace>> found = await store.FindTracesAsync(new TraceSearch { Limit = int.MaxValue }, default);
            return Sorted(found.Value.SelectMany(trace => trace.Spans).Select(span => (int)((span.StartNs - TestStore.StartNs) / 1_000_000)));
        }

        public override ValueTask RunOnceAsync() => RunBothAsync();

        public override ValueTask DisposeAsync() => store.DisposeAsync();

        private async ValueTask RunBothAsync()
        {
            await store.RunOnceAsync(default);
            await store.BuildBlocksAsync(default);
        }

        private static TestSpan Item(int item) =>
            new((ulong)(item % 5) + 1, (ulong)(long)item + (1UL << 40), $"op{item % 2}", StartNs: item * 1_000_000L);
    }

    private sealed class Logs(LogStore store) : StoreUnderTest
    {
        public override StoreStatus Status => store.Status;

        public override async Task<AppendResult> AppendAsync(params int[] items)
        {
            var batch = new LogBatch();
            foreach (int item in items)
            {
                int stream = batch.AddStream(Labels.Of("app", (item % 3).ToString(CultureInfo.InvariantCulture)));
                batch.AddEntry(stream, TestStore.StartNs + (item * 1_000_000L), $"line {item}", Labels.Of("n", "1"));
            }

            return await store.AppendAsync(batch, default);
        }

        public override async Task<List<int>> ReadAsync()
        {
            var items = new List<int>();
            await foreach (LogChunk chunk in store.ReadAsync(new LogSelection([], long.MinValue, long.MaxValue, false), default))
            {
                items.AddRange(chunk.Entries.Select(entry => int.Parse(Encoding.UTF8.GetString(entry.Line.Span)[5..], CultureInfo.InvariantCulture)));
            }

            return Sorted(items);
        }

        public override ValueTask RunOnceAsync() => store.RunOnceAsync(default);

        public override ValueTask DisposeAsync() => store.DisposeAsync();
    }

    private sealed class Llm(LlmStore store) : StoreUnderTest
    {
        public override StoreStatus Status => store.Status;

        public override async Task<AppendResult> AppendAsync(params int[] items) => await store.AppendAsync(Batch(items), default);

        public override async Task<List<int>> ReadAsync() => Sorted((await store.ObservationsAsync(new LlmQuery { Limit = 0 }, default)).Value.Items
            .Select(call => (int)((call.StartNs - TestStore.StartNs) / 1_000_000)));

        private static LlmBatch Batch(int[] items)
        {
            var batch = new LlmBatch();
            foreach (int item in items)
            {
                long startNs = TestStore.StartNs + (item * 1_000_000L);
                batch.Observations.Add(new LlmObservationChange
                {
                    Id = new SpanId((ulong)(long)item + (1UL << 40)).ToString(), TraceId = new TraceId(0, 1).ToString(), EventNs = startNs, StartNs = startNs,
                });
            }

            return batch;
        }

        public override ValueTask RunOnceAsync() => store.RunOnceAsync(default);

        public override ValueTask DisposeAsync() => store.DisposeAsync();
    }
    private sealed class Registry(RegistryStore store) : StoreUnderTest
    {
        public override StoreStatus Status => store.Status;

        public override async Task<AppendResult> AppendAsync(params int[] items)
        {
            await store.Datasets.UpsertAsync(new DatasetDraft("items"), default);
            foreach (int item in items)
            {
                string id = item.ToString(CultureInfo.InvariantCulture);
                await store.Datasets.UpsertItemAsync(new DatasetItemDraft("items") { Id = id, InputJson = id }, default);
            }

            return AppendResult.Accepted(items.Length);
        }

        public override Task<List<int>> ReadAsync() => Task.FromResult(Sorted(store.Datasets
            .ListItems(new DatasetItemFilter(), 1, int.MaxValue).Items
            .Select(item => int.Parse(item.Id, CultureInfo.InvariantCulture))));

        public override ValueTask RunOnceAsync() => store.RunOnceAsync(default);

        public override ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
