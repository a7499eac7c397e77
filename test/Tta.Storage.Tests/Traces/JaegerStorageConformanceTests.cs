using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Traces;
using Tta.TestKit;
using Tta.Wire;
using Tta.Wire.Otlp;

namespace Tta.Storage.Tests.Traces;

/// <summary>
/// Jaeger's storage integration suite: every fixture trace is stored, every query must find exactly the expected traces. Runs on a
/// store that stays open, on one reopened, on one with all spans in blocks, and on one with all blocks made one. The queries for wildcard tags (queries_es.json) belong to Elasticsearch alone.
/// </summary>
[Trait("Category", "Conformance")]
public sealed class JaegerStorageConformanceTests
{
    [ConformanceFact]
    public async Task EveryQuery_FindsTheExpectedTraces()
    {
        var suite = new Conformance("jaeger-storage");
        var clock = new ManualTimeProvider(new DateTimeOffset(2017, 1, 26, 18, 0, 0, TimeSpan.Zero));
        var files = new FaultyFileSystem();
        TraceStore fresh = TraceStore.Open(TestStore.Options(files, clock));
        Dictionary<string, TraceId> fixtures = await StoreFixturesAsync(fresh);
        TraceStore reopened = TraceStore.Open(TestStore.Options(files.AfterKill(), clock));
        FaultyFileSystem blockFiles = files.AfterKill();
        TraceStore blocks = TraceStore.Open(TestStore.Options(blockFiles, clock));
        await blocks.FlushAsync(default);
        TraceStore compacted = await CompactedAsync(clock);
        using JsonDocument queries = JsonDocument.Parse(await File.ReadAllBytesAsync(Conformance.PathOf("jaeger", "storage", "queries.json")));
        foreach (JsonElement test in queries.RootElement.EnumerateArray())
        {
            TraceSearch search = ToSearch(test.GetProperty("Query"));
            IEnumerable<TraceId> expected = test.GetProperty("ExpectedFixtures").EnumerateArray().Select(name => fixtures[name.GetString()!]);
            foreach ((string state, TraceStore store) in new[] { ("fresh", fresh), ("reopened", reopened), ("blocks", blocks), ("compacted", compacted) })
            {
                Answer<IReadOnlyList<Trace>> answer = await store.FindTracesAsync(search, default);
                string want = Ids(expected);
                string got = Ids(answer.Value.Select(trace => trace.TraceId));
                suite.Run($"{test.GetProperty("Caption").GetString()} ({state})", () => got == want ? null : $"found {got}, expected {want}");
            }
        }

        suite.Finish(84);
    }

    /// <summary>One block per fixture, all of them made one.</summary>
    private static async Task<TraceStore> CompactedAsync(ManualTimeProvider clock)
    {
        int fixtures = Directory.GetFiles(Conformance.PathOf("jaeger", "storage", "traces")).Length;
        TraceStore store = TraceStore.Open(TestStore.Options(new FaultyFileSystem(), clock), new BlockOptions { CompactCount = fixtures, RowsPerGroup = 8 });
        await StoreFixturesAsync(store, flushEach: true);
        Assert.Equal(fixtures, store.Status.BlockCount);
        await store.BuildBlocksAsync(default);
        Assert.Equal(1, store.Status.BlockCount);
        return store;
    }

    private static string Ids(IEnumerable<TraceId> ids) => string.Join(' ', ids.Select(id => id.ToString()).Order(StringComparer.Ordinal));

    private static async Task<Dictionary<string, TraceId>> StoreFixturesAsync(TraceStore store, bool flushEach = false)
    {
        var ids = new Dictionary<string, TraceId>(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(Conformance.PathOf("jaeger", "storage", "traces")))
        {
            var batch = new SpanBatch();
            DecodeResult decoded = OtlpTraces.DecodeJson(await File.ReadAllBytesAsync(path), new Limits(), batch);
            Assert.False(decoded.Error.IsError, $"{path}: {decoded.Error.Message}");
            AppendResult result = await store.AppendAsync(batch, default);
            Assert.Equal((0, null), (result.RejectedCount, result.Message));
            if (flushEach)
            {
                await store.FlushAsync(default);
            }

            ids.Add(Path.GetFileNameWithoutExtension(path), batch.Spans[0].TraceId);
        }

        return ids;
    }

    private static TraceSearch ToSearch(JsonElement query)
    {
        var tags = new List<TagCondition>();
        if (query.TryGetProperty("Tags", out JsonElement map) && map.ValueKind == JsonValueKind.Object)
        {
            tags.AddRange(map.EnumerateObject().Select(tag => new TagCondition(tag.Name, tag.Value.ValueKind switch
            {
                JsonValueKind.String => AnyValue.From(tag.Value.GetString()!),
                JsonValueKind.Number => tag.Value.TryGetInt64(out long integer) ? AnyValue.From(integer) : AnyValue.From(tag.Value.GetDouble()),
                _ => AnyValue.From(tag.Value.GetBoolean()),
            })));
        }

        return new TraceSearch
        {
            ServiceName = query.GetProperty("ServiceName").GetString(),
            OperationName = query.GetProperty("OperationName").GetString(),
            StartMinNs = Time(query, "StartTimeMin"),
            StartMaxNs = Time(query, "StartTimeMax"),
            DurationMinNs = Duration(query, "DurationMin"),
            DurationMaxNs = Duration(query, "DurationMax"),
            Limit = query.GetProperty("NumTraces").GetInt32(),
            Tags = tags,
        };
    }

    private static long Time(JsonElement query, string name)
    {
        DateTimeOffset time = DateTimeOffset.Parse(query.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
        return (time - DateTimeOffset.UnixEpoch).Ticks * 100;
    }

    private static long? Duration(JsonElement query, string name) => query.GetProperty(name).GetInt64() is > 0 and long ns ? ns : null;
}
