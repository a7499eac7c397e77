using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Caching;

public sealed class SharedCacheTests
{
    private readonly FakeDistributedCache _shared = new();
    private int _runs;

    [Fact]
    public async Task What_one_process_made_another_finds()
    {
        using var spans = new SpanRecorder();
        CachePrimitive<string, string> one = NewProcess(), other = NewProcess();
        Assert.Equal(("A", "A", "A"), (await one.ExecuteAsync("a"), await other.ExecuteAsync("a"), await other.ExecuteAsync("a")));
        Assert.Equal(1, _runs);
        Assert.Equal((0, 1), (one.Statistics.Hits, one.Statistics.Misses));
        Assert.Equal((2, 0), (other.Statistics.Hits, other.Statistics.Misses));
        Assert.Equal([null, true, null], spans.All("primitive.CachePrimitive").Select(span => span.GetTagItem("cache.shared")));
    }

    [Fact]
    public async Task Keys_leave_the_process_only_as_hashes_and_entries_expire()
    {
        await NewProcess().ExecuteAsync("my secret prompt");
        KeyValuePair<string, (byte[] Bytes, TimeSpan? Life)> entry = Assert.Single(_shared.Entries);
        Assert.Matches("^cache:CachePrimitive:[0-9a-f]{64}$", entry.Key);
        Assert.Equal(TimeSpan.FromHours(1), entry.Value.Life);
    }

    [Fact]
    public async Task A_shared_cache_that_is_down_is_as_good_as_none()
    {
        using var log = new LogRecorder();
        _shared.IsDown = true;
        Assert.Equal("A", await NewProcess().ExecuteAsync("a"));
        Assert.Contains("Warning: cannot read the shared cache of CachePrimitive: System.IO.IOException; the step runs without it", log.Lines);
        Assert.Contains("Warning: cannot write the shared cache of CachePrimitive: System.IO.IOException; the step runs without it", log.Lines);
    }

    [Fact]
    public async Task Bytes_that_cannot_be_read_are_as_good_as_none()
    {
        await NewProcess().ExecuteAsync("a");
        var broken = new Codec<string>(static _ => [], static _ => throw new FormatException());
        Assert.Equal("A", await NewProcess(broken).ExecuteAsync("a"));
        Assert.Equal(2, _runs);
    }

    private CachePrimitive<string, string> NewProcess(Codec<string>? codec = null) =>
        Workflow.Step("Upper", (string text) => { _runs++; return text.ToUpperInvariant(); })
            .WithCache(text => text, new CacheOptions<string> { Shared = new SharedCacheOptions<string> { Cache = _shared, Codec = codec ?? Codec.Text } });

    private sealed class FakeDistributedCache : IDistributedCache
    {
        public ConcurrentDictionary<string, (byte[] Bytes, TimeSpan? Life)> Entries { get; } = new();

        public bool IsDown { get; set; }

        public byte[]? Get(string key) => throw new NotSupportedException();

        public Task<byte[]?> GetAsync(string key, CancellationToken token) => IsDown
            ? Task.FromException<byte[]?>(new IOException("connection refused"))
            : Task.FromResult(Entries.TryGetValue(key, out (byte[] Bytes, TimeSpan? Life) entry) ? entry.Bytes : null);

        public void Refresh(string key) => throw new NotSupportedException();

        public Task RefreshAsync(string key, CancellationToken token) => throw new NotSupportedException();

        public void Remove(string key) => throw new NotSupportedException();

        public Task RemoveAsync(string key, CancellationToken token) => throw new NotSupportedException();

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token)
        {
            if (IsDown)
            {
                throw new IOException("connection refused");
            }

            Entries[key] = (value, options.AbsoluteExpirationRelativeToNow);
            return Task.CompletedTask;
        }
    }
}
