using Tta.Model;
using Tta.Storage.Tests.Files;
using Tta.Storage.Traces;

namespace Tta.Storage.Tests.Traces;

public sealed class TraceSearchLimitTests
{
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(6, 1, true)]
    [InlineData(8, 2, true)]
    [InlineData(12, 3, false)]
    public async Task Find_MoreSpansThanTheLimit_LeavesOutWholeTracesButNeverTheFirst(int maxSpans, int traces, bool truncated)
    {
        await using TraceStore store = TraceStore.Open(
            TestStore.Options(new FaultyFileSystem()) with { Limits = new Limits { MaxSearchSpans = maxSpans } });
        await store.AppendAsync(
            TestSpan.Batch([.. Enumerable.Range(0, 12).Select(i => new TestSpan((ulong)(i / 4) + 1, (ulong)i + 1, StartNs: i))]), default);
        Answer<IReadOnlyList<Trace>> found = await store.FindTracesAsync(new TraceSearch(), default);
        Assert.Equal((traces, truncated), (found.Value.Count, found.Truncated));
        Assert.All(found.Value, trace => Assert.Equal(4, trace.Spans.Count));
    }
}
