using Tta.Model;
using Tta.Server.Traces;

namespace Tta.Server.Tests.Jaeger;

public sealed class TraceArchiveTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tta-archive-").FullName;
    private readonly TraceId _id = new(1, 2);

    [Fact]
    public void Nothing_is_kept_and_no_folder_made_until_somebody_keeps()
    {
        Assert.Null(TraceArchive.Open(_directory).Find(_id));
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void A_kept_trace_is_there_after_the_next_start()
    {
        TraceArchive.Open(_directory).Keep(Of(1, 2));
        Trace found = TraceArchive.Open(_directory).Find(_id)!;
        Assert.Equal([1UL, 2UL], found.Spans.Select(span => span.SpanId.Value));
        Assert.Equal(("shop", "a", "v"), (found.Spans[0].Resource.ServiceName, found.Spans[0].Attributes[0].Key, found.Spans[0].Attributes[0].Value.ToText()));
        Assert.Null(TraceArchive.Open(_directory).Find(new TraceId(9, 9)));
    }

    [Fact]
    public void Keeping_again_replaces_even_after_a_crash()
    {
        TraceArchive archive = TraceArchive.Open(_directory);
        archive.Keep(Of(1));
        File.WriteAllText(FileOf(archive) + ".tmp", "half");
        archive.Keep(Of(1, 2, 3));
        Assert.Equal(3, archive.Find(_id)!.Spans.Count);
        Assert.Single(Directory.GetFiles(Path.Combine(_directory, "traces", "archive")));
    }

    [Fact]
    public void Every_damaged_byte_is_noticed()
    {
        TraceArchive archive = TraceArchive.Open(_directory);
        archive.Keep(Of(1));
        string path = FileOf(archive);
        byte[] good = File.ReadAllBytes(path);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x10;
            File.WriteAllBytes(path, bad);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => archive.Find(_id)).Message, StringComparison.Ordinal);
        }

        foreach (int length in (int[])[0, 7, 39, 40, good.Length - 1])
        {
            File.WriteAllBytes(path, good[..length]);
            Assert.Throws<InvalidDataException>(() => archive.Find(_id));
        }

        File.WriteAllBytes(path, good);
        Assert.NotNull(archive.Find(_id));
    }

    [Fact]
    public async Task The_archive_adds_what_the_store_has_no_more()
    {
        TraceArchive archive = TraceArchive.Open(_directory);
        var store = new OneTrace(Of(2, 4));
        var source = new ArchivedTraceSource(store, archive);
        Assert.Equal([2UL, 4UL], (await source.GetTraceAsync(_id, CancellationToken.None))!.Spans.Select(span => span.SpanId.Value));

        archive.Keep(Of(1, 2, 3));
        Assert.Equal([1UL, 2UL, 3UL, 4UL], (await source.GetTraceAsync(_id, CancellationToken.None))!.Spans.Select(span => span.SpanId.Value));

        store.Trace = null;
        Assert.Equal([1UL, 2UL, 3UL], (await source.GetTraceAsync(_id, CancellationToken.None))!.Spans.Select(span => span.SpanId.Value));
        Assert.Null(await source.GetTraceAsync(new TraceId(5, 5), CancellationToken.None));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string FileOf(TraceArchive archive)
    {
        Assert.NotNull(archive.Find(_id));
        return Path.Combine(_directory, "traces", "archive", _id + ".trace");
    }

    private Trace Of(params ulong[] spanIds) => new(_id, [.. spanIds.Select(Span)], []);

    private Span Span(ulong id) => new()
    {
        TraceId = _id,
        SpanId = new SpanId(id),
        Name = "op",
        StartNs = 1_000 + (long)id,
        EndNs = 2_000,
        Attributes = [new KeyValue("a", AnyValue.From("v"))],
        Resource = new Resource([new("service.name", AnyValue.From("shop"))]),
        Scope = new Scope("lib", "1", []),
    };

    private sealed class OneTrace(Trace? trace) : ITraceSource
    {
        public Trace? Trace { get; set; } = trace;

        public ValueTask<Trace?> GetTraceAsync(TraceId traceId, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Trace?.TraceId == traceId ? Trace : null);

        public ValueTask<Answer<IReadOnlyList<Trace>>> FindTracesAsync(TraceSearch search, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> ServicesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<TraceOperation>> OperationsAsync(string service, SpanKind? kind, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
