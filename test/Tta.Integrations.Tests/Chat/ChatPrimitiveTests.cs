using System.Diagnostics;
using Microsoft.Extensions.AI;
using Tta.Pricing;
using Tta.Integrations.Tests.Telemetry;
using Tta.Primitives;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Chat;

public sealed class ChatPrimitiveTests
{
    [Fact]
    public async Task Reply_HasOneShape()
    {
        ChatPrimitive chat = new("Ask", new FakeChatClient());

        ChatReply reply = await chat.ExecuteAsync("hi");

        Assert.Equal("hello", reply.Text);
        Assert.Equal("gpt-4o-mini-2024-07-18", reply.Model);
        Assert.Equal("stop", reply.FinishReason);
        Assert.Equal(new TokenUsage(100, 20), reply.Usage);
        Assert.Equal(100 * 0.00000015m + 20 * 0.0000006m, reply.CostUsd);
        Assert.Equal(PriceBook.Default.Version, reply.Cost!.PriceBookVersion);
    }

    [Fact]
    public async Task Streamed_ReplyIsTheSameAndItsFirstPieceIsTimed()
    {
        using Listener listener = new();
        ChatPrimitive chat = new("Ask", new FakeChatClient(), new ChatPrimitiveOptions { Stream = true });

        ChatReply reply = await chat.ExecuteAsync("hi");

        Assert.Equal(("hello", new TokenUsage(100, 20), "stop"), (reply.Text, reply.Usage, reply.FinishReason));
        Assert.Equal(1, listener.Count("llm.time_to_first_token"));
    }

    [Fact]
    public async Task Options_OfThePrimitiveHoldUnlessThePromptHasItsOwn()
    {
        List<ChatOptions?> seen = [];
        FakeChatClient client = new()
        {
            Respond = (_, options, _) =>
            {
                seen.Add(options);
                return Task.FromResult(FakeChatClient.Reply("x"));
            },
        };
        ChatOptions shared = new() { Temperature = 0.1f };
        ChatPrimitive chat = new("Ask", client, new ChatPrimitiveOptions { Model = "gpt-4o", Instructions = "be brief", Chat = shared });

        await chat.ExecuteAsync("hi");
        await chat.ExecuteAsync(new ChatPrompt("hi") { Options = new ChatOptions { Temperature = 0.9f, ModelId = "o3" } });

        Assert.Equal(("gpt-4o", "be brief", 0.1f), (seen[0]!.ModelId, seen[0]!.Instructions, seen[0]!.Temperature));
        Assert.Equal(("o3", "be brief", 0.9f), (seen[1]!.ModelId, seen[1]!.Instructions, seen[1]!.Temperature));
        Assert.Null(shared.ModelId);
    }

    [Fact]
    public async Task ModelCall_IsTheChildOfItsStepAndKnowsWorkflowAndPersona()
    {
        using Listener listener = new();
        Primitive<ChatPrompt, ChatReply> workflow = new ChatPrimitive("Ask", new FakeChatClient()).WithPersona("tta-data-scientist", "analysis").Named("research");

        await workflow.ExecuteAsync("hi", new WorkflowContext { SessionId = "s-1" });

        Activity call = listener.Spans.Single(span => span.Source.Name == "Tta.Integrations");
        Activity step = listener.Spans.Single(span => span.OperationName == "primitive.Ask");
        Assert.Equal(step.SpanId, call.ParentSpanId);
        Assert.Equal("tta-data-scientist", call.GetTagItem("persona"));
        Assert.Equal("analysis", call.GetTagItem("chatmode"));
        Assert.Equal("research", call.GetTagItem("workflow.name"));
        Assert.Equal("s-1", call.GetTagItem("session.id"));
        Assert.Equal(step.GetTagItem("workflow.id"), call.GetTagItem("workflow.id"));
        Assert.Equal(120, listener.Sum("persona.tokens", "chatmode=analysis,persona=tta-data-scientist"));
        Assert.Equal(listener.Sum("llm.cost.usd", "persona=tta-data-scientist"), listener.Sum("persona.cost.usd"), 15);
        Assert.Equal(1, listener.Sum("llm.requests", "model=gpt-4o-mini,persona=tta-data-scientist,provider=openai,status=success"));
    }

    [Fact]
    public async Task ClientThatIsObserved_IsNotObservedTwiceAndItsPricesHold()
    {
        using Listener listener = new();
        PriceBook own = new("own", ModelPrice.PerMillionTokens("gpt-4o-mini-2024-07-18", 1_000_000m, 0m));
        using InstrumentedChatClient observed = new(new FakeChatClient(), new ModelTelemetryOptions { PriceBook = own });

        ChatReply reply = await new ChatPrimitive("Ask", observed).ExecuteAsync("hi");

        Assert.Single(listener.Spans, span => span.Source.Name == "Tta.Integrations");
        Assert.Equal(100m, reply.CostUsd);
    }

    [Fact]
    public async Task Retry_WaitsAsLongAsTheProviderAsksAndGivesUpOnWhatCannotSucceed()
    {
        ManualTimeProvider time = new();
        int calls = 0;
        FakeChatClient client = new()
        {
            Respond = (_, _, _) => ++calls switch
            {
                1 => Task.FromException<ChatResponse>(new ModelCallException(ModelErrorKind.RateLimited, "slow") { RetryAfter = TimeSpan.FromSeconds(7) }),
                2 => Task.FromResult(FakeChatClient.Reply("ok")),
                _ => Task.FromException<ChatResponse>(new ModelCallException(ModelErrorKind.Authentication, "no")),
            },
        };
        Primitive<ChatPrompt, ChatReply> chat = new ChatPrimitive("Ask", client).WithRetry(3);

        Task<ChatReply> first = chat.ExecuteAsync("hi", new WorkflowContext(time)).AsTask();
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("ok", (await first).Text);
        await Assert.ThrowsAsync<ModelCallException>(() => chat.ExecuteAsync("hi", new WorkflowContext(time)).AsTask());

        Assert.Equal(3, calls);
    }

    [Fact]
    public void Then_ContinuesTheConversation()
    {
        ChatReply reply = new("4", "m", default, FakeChatClient.Reply("4"));

        ChatPrompt next = new ChatPrompt("2+2?").Then(reply, "and doubled?");

        Assert.Equal(["2+2?", "4", "and doubled?"], next.Messages.Select(m => m.Text));
    }
}
