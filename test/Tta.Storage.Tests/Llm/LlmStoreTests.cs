using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>What the contract of the LLM store promises, on a store that stays open and on one that is reopened before it is read.</summary>
public abstract class LlmStoreContract
{
    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private FaultyFileSystem _files = new();
    private LlmStore? _store;

    protected abstract bool Reopen { get; }

    private LlmStore Store => _store ??= LlmStore.Open(TestStore.Options(_files, _clock));

    [Fact]
    public async Task Append_EveryField_ComesBack()
    {
        var call = new LlmObservation
        {
            TraceId = new TraceId(1, 2),
            SpanId = new SpanId(3),
            ParentSpanId = new SpanId(4),
            Name = "chat gpt",
            Operation = "chat",
            Model = "m",
            Provider = "openai",
            Persona = "p",
            ChatMode = "c",
            Workspace = "w",
            Service = "s",
            SessionId = "id",
            WorkflowName = "wf",
            StartNs = TestStore.StartNs,
            EndNs = TestStore.StartNs + 5,
            TimeToFirstTokenNs = 2,
            InputTokens = 10,
            OutputTokens = 20,
            CachedInputTokens = 3,
            ReasoningTokens = 4,
            CostUsd = 0.000123456789m,
            FinishReason = "stop",
            Error = "e",
            InputMessagesJson = "[{\"role\":\"user\",\"text\":\"héllo\\n\"}]",
            OutputMessagesJson = "[]",
            SystemInstructionsJson = "[1]",
            ToolDefinitionsJson = "[2]",
            ModelParametersJson = "{\"temperature\":0.5}",
        };
        await Store.AppendAsync([call], default);
        Assert.Equal(call, await ReadStore().GetAsync(call.TraceId, call.SpanId, default));
    }

    [Fact]
    public async Task Append_ASecondReport_IsMergedWithTheFirst()
    {
        await Store.AppendAsync([Call(1) with { Model = "m" }], default);
        await Store.AppendAsync([Call(1) with { InputMessagesJson = "[]" }, Call(1) with { OutputTokens = 5 }], default);
        LlmObservation merged = Assert.Single((await ReadStore().FindAsync(new LlmQuery(), default)).Value);
        Assert.Equal(("m", "[]", 5L), (merged.Model, merged.InputMessagesJson, merged.OutputTokens!.Value));
    }

    [Fact]
    public async Task EqualTexts_OfManyCalls_AreKeptOnce()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 5).Select(i => Call((ulong)i) with { Model = new string('m', 10), SystemInstructionsJson = new string('s', 500) })], default);
        IReadOnlyList<LlmObservation> calls = (await ReadStore().FindAsync(new LlmQuery(), default)).Value;
        Assert.Equal(5, calls.Count);
        Assert.All(calls, call => Assert.Same(calls[0].Model, call.Model));
        Assert.All(calls, call => Assert.Same(calls[0].SystemInstructionsJson, call.SystemInstructionsJson));
    }

    [Fact]
    public async Task Find_RestrictsSortsAndLimits()
    {
        await Store.AppendAsync([Call(1) with { Model = "a" }, Call(2) with { Model = "b", Persona = "p" }, Call(3) with { Model = "a", SessionId = "s" }], default);
        Assert.Equal([3UL, 2, 1], await FindAsync(new LlmQuery()));
        Assert.Equal([3UL, 1], await FindAsync(new LlmQuery { Model = "a" }));
        Assert.Equal([2UL], await FindAsync(new LlmQuery { Persona = "p" }));
        Assert.Equal([3UL], await FindAsync(new LlmQuery { SessionId = "s" }));
        Assert.Equal([2UL], await FindAsync(new LlmQuery { StartNs = TestStore.StartNs + 2, EndNs = TestStore.StartNs + 3 }));
        Answer<IReadOnlyList<LlmObservation>> limited = await Store.FindAsync(new LlmQuery { Limit = 2 }, default);
        Assert.Equal((2, true), (limited.Value.Count, limited.Truncated));
    }

    [Fact]
    public async Task Append_InvalidId_IsRefusedAndNeighboursAreKept()
    {
        AppendResult result = await Store.AppendAsync([Call(0), Call(1)], default);
        Assert.Equal((1, 1, RejectReason.InvalidId), (result.AcceptedCount, result.RejectedCount, result.FirstReason));
        Assert.Equal([1UL], await FindAsync(new LlmQuery()));
    }

    private static LlmObservation Call(ulong id) => new() { TraceId = new TraceId(0, 1), SpanId = new SpanId(id), StartNs = TestStore.StartNs + (long)id };

    private async Task<IEnumerable<ulong>> FindAsync(LlmQuery query) => (await ReadStore().FindAsync(query, default)).Value.Select(call => call.SpanId.Value);

    private LlmStore ReadStore()
    {
        if (Reopen)
        {
            _files = _files.AfterKill();
            _store = null;
        }

        return Store;
    }
}

public sealed class FreshLlmStoreTests : LlmStoreContract
{
    protected override bool Reopen => false;
}

public sealed class ReopenedLlmStoreTests : LlmStoreContract
{
    protected override bool Reopen => true;
}
