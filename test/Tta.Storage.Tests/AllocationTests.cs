using Tta.Model;
using Tta.Storage.Logs;
using Tta.Storage.Metrics;
using Tta.Storage.Tests.Traces;
using Tta.Storage.Traces;
using Tta.Storage.Traces.Blocks;
using Tta.Storage.Wal;
using Tta.TestKit;

namespace Tta.Storage.Tests;

/// <summary>
/// Appending copies the data it keeps and allocates nothing else per item. Measured on the machine's file system, because the
/// double in memory allocates itself.
/// </summary>
public sealed class AllocationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tta-storage-").FullName;
    private readonly ManualTimeProvider _clock = new(TestStore.Start);

    private StoreOptions Options => new() { Directory = _directory, TimeProvider = _clock, Limits = new Limits { FreeSpaceFloorBytes = 0 } };

    [Fact]
    public async Task Metrics_KnownSeries_AllocateOnlyTheirChunks()
    {
        const int Samples = 500;
        await using MetricStore store = MetricStore.Open(Options);
        var batch = new MetricBatch();
        for (int i = 0; i < Samples; i++)
        {
            batch.AddSample(batch.AddSeries(Labels.Of("__name__", "m", "x", $"{i}")), TestStore.StartMs, i);
        }

        double perBatch = Allocations.PerCall(() =>
        {
            foreach (ref MetricBatch.SampleRow row in batch.Samples.Rows)
            {
                row = row with { TimeMs = row.TimeMs + 200, Value = row.Value + 1 };
            }

            Complete(store.AppendAsync(batch, default));
        }, count: 240);
        Assert.InRange(perBatch / Samples, 0, 8); // About 3 bytes of chunk per sample, in arrays that grow by half.
    }

    [Fact]
    public async Task Metrics_SamplesStoredAlready_AllocateNothing()
    {
        await using MetricStore store = MetricStore.Open(Options);
        var batch = new MetricBatch();
        for (int i = 0; i < 500; i++)
        {
            batch.AddSample(batch.AddSeries(Labels.Of("__name__", "m", "x", $"{i}")), TestStore.StartMs, i);
        }

        Assert.Equal(0, Allocations.PerCall(() => Complete(store.AppendAsync(batch, default))));
    }

    [Fact]
    public async Task Logs_KnownStreams_AllocateOnlyTheirPages()
    {
        const int Lines = 500;
        await using LogStore store = LogStore.Open(Options);
        var batch = new LogBatch();
        int stream = batch.AddStream(Labels.Of("app", "a"));
        for (int i = 0; i < Lines; i++)
        {
            batch.AddEntry(stream, TestStore.StartNs + i, "a line of forty characters, more or less", Labels.Of("trace_id", "0123456789abcdef"));
        }

        double perBatch = Allocations.PerCall(() =>
        {
            foreach (ref LogBatch.EntryRow row in batch.Entries.Rows)
            {
                row = row with { TimeNs = row.TimeNs + 1000 };
            }

            Complete(store.AppendAsync(batch, default));
        });
        int bytes = 40 + 26; // Line and metadata.
        int index = 2 * 40; // An entry, in arrays that double.
        Assert.InRange(perBatch / Lines, bytes, bytes + index + 10);
    }

    [Fact]
    public async Task Spans_AllocateOnlyTheirPagesAndIndex()
    {
        const int Spans = 330; // So that the columns double just before the measured calls, and not during them.
        await using TraceStore store = TraceStore.Open(Options);
        SpanBatch batch = TestSpan.Batch([.. Enumerable.Range(0, Spans).Select(i => new TestSpan((ulong)(i / 10) + 1, (ulong)i + 1))]);
        int message = batch.Spans[0].Message.Length;
        ulong round = 0;
        double perBatch = Allocations.PerCall(() =>
        {
            round++;
            foreach (ref SpanBatch.SpanRow row in batch.Spans.Rows)
            {
                row = row with { TraceId = row.TraceId with { High = round } };
            }

            Complete(store.AppendAsync(batch, default));
        });
        Assert.InRange(perBatch / Spans, 1, message / 2); // Kept compressed; the table of traces doubles once: 20 bytes per span.
    }

    [Fact]
    public void Spans_OnTheirWayIntoColumns_AllocateNothing()
    {
        var random = new RandomSpans(11);
        SpanBatch batch = TestSpan.Batch([.. Enumerable.Range(0, 50).Select(_ => random.Next())]);
        var schema = new SchemaBuilder();
        var shredder = new SpanShredder(schema);
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            foreach (ref readonly SpanBatch.SpanRow row in batch.Spans.Rows)
            {
                shredder.Add(new SpanRowHead(row.TraceId, row.SpanId, row.StartNs, row.EndNs), default, batch.Arena.Get(row.Message));
            }

            foreach (ColumnBuffer buffer in schema.Buffers)
            {
                buffer.Clear();
            }
        }));
    }

    [Fact]
    public void Chunks_OfTheSameSize_AllocateNothingToWrite()
    {
        var buffer = new ColumnBuffer(new SpanColumn(SpanPlace.Span, ColumnRole.Attribute, SpanColumn.AnyString, default));
        byte[][] values = [.. Enumerable.Range(0, 40).Select(i => System.Text.Encoding.UTF8.GetBytes($"value {i}"))];
        var dictionary = new ChunkDictionary();
        var writer = new ByteWriter();
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                buffer.Add(values[i % values.Length]);
            }

            writer.Reset(0, 1 << 20);
            buffer.WriteTo(writer, dictionary);
            buffer.Clear();
        }));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void Complete(ValueTask<AppendResult> append)
    {
        Assert.True(append.IsCompleted);
        Assert.True(append.GetAwaiter().GetResult().RejectedCount == 0); // Assert.Equal would allocate.
    }
}
