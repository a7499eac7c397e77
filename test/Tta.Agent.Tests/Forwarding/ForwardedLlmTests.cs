using System.Text;
using Tta.Agent.Forwarding;
using Tta.Model;
using Tta.Wire.Langfuse;

namespace Tta.Agent.Tests.Forwarding;

public sealed class ForwardedLlmTests : ILlmAppender
{
    private readonly MemoryQueue _queue = new();
    private Exception? _failure;

    ValueTask<AppendResult> ILlmAppender.AppendAsync(LlmBatch batch, CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        int refused = batch.Traces.RemoveAll(trace => trace.Id == "refused");
        return ValueTask.FromResult(new AppendResult(batch.Count, refused));
    }

    [Fact]
    public async Task OnlyWhatTheStoreTook_IsQueued()
    {
        var batch = new LlmBatch();
        batch.Traces.AddRange([Trace("kept"), Trace("refused")]);
        AppendResult result = await Forwarded().AppendAsync(batch, default);
        Assert.Equal((1, 1), (result.AcceptedCount, result.RejectedCount));
        Assert.Equal(1, Assert.Single(_queue.Items).Count);
        Assert.Contains("\"kept\"", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheStoreDoesNotTake_IsNotQueued()
    {
        _failure = new StoreUnavailableException("full");
        var batch = new LlmBatch();
        batch.Traces.Add(Trace("t"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Forwarded().AppendAsync(batch, default).AsTask());
        Assert.Empty(_queue.Items);
    }

    [Fact]
    public async Task Deletions_AreNotForwarded()
    {
        var batch = new LlmBatch();
        batch.DeletedTraceIds.Add("t");
        await Forwarded().AppendAsync(batch, default);
        Assert.Empty(_queue.Items);
    }

    [Fact]
    public async Task ALargeBatch_BecomesSeveralItemsOfWholeEvents()
    {
        var batch = new LlmBatch();
        for (int i = 0; i < 30; i++)
        {
            batch.Traces.Add(Trace($"t{i}") with { InputJson = new string('x', 100_000) });
        }

        batch.Traces.Add(Trace("huge") with { InputJson = new string('x', 2_000_000) });
        await Forwarded().AppendAsync(batch, default);
        Assert.InRange(_queue.Items.Count, 4, 6);
        Assert.Equal(31, _queue.Items.Sum(item => item.Count));
        Assert.All(_queue.Items, item => Assert.Equal(((byte)'{', (byte)'\n'), (item.Payload.Span[0], item.Payload.Span[^1])));
        Assert.Equal(Enumerable.Range(0, 31), Text().TrimEnd('\n').Split('\n').Select((_, i) => i));
    }

    private static LlmTraceChange Trace(string id) => new() { Id = id, EventNs = 1 };

    private ForwardedLlm Forwarded() => new(this, _queue, new LangfuseEventWriter(Guid.NewGuid, 3_000_000));

    private string Text() => string.Concat(_queue.Items.Select(item => Encoding.UTF8.GetString(item.Payload.Span)));
}
