using FsCheck;
using FsCheck.Fluent;
using Tta.Model;
using Tta.Storage.Blocks;
using Tta.Storage.Tests.Files;
using Tta.Storage.Traces;
using Tta.Storage.Traces.Blocks;
using Tta.Storage.Traces.Search;

namespace Tta.Storage.Tests.Traces;

/// <summary>What is taken apart into columns comes together again, byte for byte.</summary>
public sealed class SpanBlockTests
{
    [Fact]
    public void AnyMessages_ComeBackByteForByteInAnyOrder() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), Check).QuickCheckThrowOnFailure();

    [Fact]
    public void AnOrdinaryMessage_IsHeldInColumns()
    {
        var random = new RandomSpans(7);
        SpanBatch batch = TestSpan.Batch([.. Enumerable.Range(0, 500).Select(_ => random.Next())]);
        List<Row> rows = [];
        for (int i = 0; i < batch.Spans.Count; i++)
        {
            SpanBatch.SpanRow row = batch.Spans[i];
            rows.Add(new Row(row.TraceId, new SpanId((ulong)i + 1), row.StartNs, row.EndNs, batch.Arena.Get(row.Message).ToArray()));
        }

        SpanBlock block = Write([.. rows.OrderBy(row => row.TraceId.Low)]);
        Assert.DoesNotContain(block.Schema.Columns, column => column.Role == ColumnRole.Whole);
    }

    [Fact]
    public void ManyTemplates_AreBounded()
    {
        List<Row> rows = [];
        for (int i = 0; i < 6000; i++)
        {
            byte[] message = SpanBytes.Attributes(9, ($"k{i}", "v")).Bytes.ToArray();
            rows.Add(new Row(new TraceId(0, (ulong)i + 1), new SpanId(1), i, i, message));
        }

        SpanBlock block = Write(rows, rowsPerGroup: 1500);
        Assert.InRange(block.Schema.Templates.Length, 1000, 5000);
        CheckRows(block, rows, seed: 3, passes: 1);
    }

    private static void Check(int seed)
    {
        var random = new Random(seed);
        var messages = new RandomMessages(seed);
        List<Row> rows = [];
        for (int trace = 1; trace <= 12; trace++)
        {
            var traceId = new TraceId((ulong)random.NextInt64(), (ulong)trace);
            for (int i = random.Next(1, 14); i > 0; i--)
            {
                var spanId = new SpanId((ulong)random.Next(1, 100));
                long startNs = random.Next(3) == 0 ? random.NextInt64() : random.Next(1000);
                long endNs = startNs - 10 + random.Next(1000);
                rows.Add(new Row(traceId, spanId, startNs, endNs, messages.Next(traceId, spanId, startNs, endNs)));
            }
        }

        SpanBlock block = Write(rows);
        CheckRows(block, rows, seed);
        CheckProjected(block, rows);
    }

    /// <summary>Spans made of columns are those that their messages tell.</summary>
    private static void CheckProjected(SpanBlock block, List<Row> rows)
    {
        var projection = new SpanProjection([new SpanField(SpanFieldScope.Span, "a"), new SpanField(SpanFieldScope.Any, "b")]);
        var groups = new Dictionary<int, ProjectedGroup>();
        for (int i = rows.Count - 1; i >= 0; i--)
        {
            int index = block.GroupOfRow(i);
            if (!groups.TryGetValue(index, out ProjectedGroup? group))
            {
                groups[index] = group = new ProjectedGroup(new SpanGroup(block, index), projection.ColumnsOf(block.Schema));
            }

            StoredScope scope = new SpanGroup(block, index).ScopeOf(0);
            Exception? cause = Record.Exception(() => SpanDecoder.Decode(rows[i].Message, scope.Resource, scope.Scope));
            if (cause is not null)
            {
                Assert.IsType<InvalidDataException>(cause);
                continue; // What no decoder takes is not stored.
            }

            if (group.Read(rows[i].TraceId, i - block.FirstRowOf(index)) is not { } span)
            {
                continue;
            }

            Span expected = SpanDecoder.Decode(rows[i].Message, scope.Resource, scope.Scope);
            Assert.Equal(
                (expected.Name, expected.Kind, expected.Status, expected.StatusMessage, expected.ParentSpanId),
                (span.Name, span.Kind, span.Status, span.StatusMessage, span.ParentSpanId));
            foreach (string key in (string[])["a", "b"])
            {
                bool has = expected.TryGetAttribute(key, out AnyValue value);
                Assert.Equal((has, value), (span.TryGetAttribute(key, out AnyValue read), read));
            }
        }
    }

    private static SpanBlock Write(List<Row> rows, int rowsPerGroup = 16)
    {
        var files = new FaultyFileSystem();
        var directory = new BlockDirectory(files, Signal.Traces, "/blocks", new StoreWarnings(null));
        using (BlockWriter file = directory.Create(0, out _))
        {
            var writer = new SpanBlockWriter(file, rowsPerGroup);
            var resource = new StoredResource(SpanBytes.Attributes(1, ("service.name", "s")).Bytes.ToArray(), "url");
            var scope = new StoredScope(resource, Array.Empty<byte>(), "");
            TraceId current = default;
            foreach (Row row in rows)
            {
                if (row.TraceId != current)
                {
                    current = row.TraceId;
                    writer.BeginTrace(current);
                }

                writer.Add(row.SpanId, row.StartNs, row.EndNs, scope, row.Message);
            }

            writer.Finish(new BlockOrigin(0, [1], 1, []), [new StoredOperation("s", "o", SpanKind.Client)]);
        }

        var cache = new BlockCache(8 << 20);
        return Assert.Single(directory.Open((file, footer) => new SpanBlock(file, footer, cache)));
    }

    private static void CheckRows(SpanBlock block, List<Row> rows, int seed, int passes = 2)
    {
        Assert.Equal(rows.Count, block.RowCount);
        var assembler = new SpanAssembler();
        var groups = new Dictionary<int, SpanGroup>();
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        for (int pass = 0; pass < passes; pass++)
        {
            foreach (int i in order)
            {
                int index = block.GroupOfRow(i);
                if (!groups.TryGetValue(index, out SpanGroup? group))
                {
                    groups[index] = group = new SpanGroup(block, index);
                }

                int row = i - block.FirstRowOf(index);
                Assert.Equal(rows[i].Message, assembler.Assemble(group, row, null).ToArray());
                Assert.Equal((rows[i].TraceId, rows[i].SpanId.Value), (group.TraceIdOf(row), group.SpanIds[row]));
                Assert.Equal((rows[i].StartNs, rows[i].EndNs), (group.StartNs[row], group.EndNs[row]));
                Assert.Equal("url", group.ScopeOf(row).Resource.SchemaUrl);
                (int first, int end) = block.RowsOf(rows[i].TraceId);
                Assert.InRange(i, first, end - 1);
            }

            new Random(seed).Shuffle(order);
        }
    }

    private sealed record Row(TraceId TraceId, SpanId SpanId, long StartNs, long EndNs, byte[] Message);
}
