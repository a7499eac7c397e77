using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Telemetry;

public sealed class InstrumentedChatClientTests
{
    private static readonly ActivitySource s_source = new("test");

    [Fact]
    public async Task Call_SpanCarriesTheConventionsAttributes()
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient());

        await client.GetResponseAsync("hi", new ChatOptions
        {
            Temperature = 0.2f,
            MaxOutputTokens = 50,
            TopP = 0.9f,
            Seed = 7,
            StopSequences = ["END"],
            ConversationId = "c-1",
            ResponseFormat = ChatResponseFormat.Json,
        });

        Activity span = listener.TheSpan;
        Assert.Equal("chat gpt-4o-mini", span.DisplayName);
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal("Tta.Integrations", span.Source.Name);
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("openai", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("gpt-4o-mini", span.GetTagItem("gen_ai.request.model"));
        Assert.Equal("gpt-4o-mini-2024-07-18", span.GetTagItem("gen_ai.response.model"));
        Assert.Equal("resp-1", span.GetTagItem("gen_ai.response.id"));
        Assert.Equal(["stop"], (string[])span.GetTagItem("gen_ai.response.finish_reasons")!);
        Assert.Equal(100L, span.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Equal(20L, span.GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Equal("api.example.test", span.GetTagItem("server.address"));
        Assert.Equal(8443, span.GetTagItem("server.port"));
        Assert.Equal(0.2, span.GetTagItem("gen_ai.request.temperature"));
        Assert.Equal(0.9, span.GetTagItem("gen_ai.request.top_p"));
        Assert.Equal(50, span.GetTagItem("gen_ai.request.max_tokens"));
        Assert.Equal(7L, span.GetTagItem("gen_ai.request.seed"));
        Assert.Equal(["END"], (string[])span.GetTagItem("gen_ai.request.stop_sequences")!);
        Assert.Equal("c-1", span.GetTagItem("gen_ai.conversation.id"));
        Assert.Equal("json", span.GetTagItem("gen_ai.output.type"));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Null(span.GetTagItem("gen_ai.request.stream"));
    }

    [Fact]
    public async Task Call_PartsOfTokensAndCostAreOnTheSpan()
    {
        UsageDetails usage = new() { InputTokenCount = 1000, OutputTokenCount = 200, CachedInputTokenCount = 300, ReasoningTokenCount = 50 };
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient { Respond = (_, _, _) => Task.FromResult(FakeChatClient.Reply("x", usage)) });

        await client.GetResponseAsync("hi");

        Activity span = listener.TheSpan;
        Assert.Equal(300L, span.GetTagItem("gen_ai.usage.cache_read.input_tokens"));
        Assert.Equal(50L, span.GetTagItem("gen_ai.usage.reasoning.output_tokens"));
        Assert.Null(span.GetTagItem("gen_ai.usage.cache_creation.input_tokens"));
        double expected = (double)(700 * 0.00000015m + 300 * 0.000000075m + 200 * 0.0000006m);
        Assert.Equal(expected, span.GetTagItem("gen_ai.usage.cost"));
        Assert.StartsWith("langfuse-", (string)span.GetTagItem("llm.cost.price_book")!);
        Assert.Equal("Standard", span.GetTagItem("llm.cost.tier"));
        Assert.Equal(expected, listener.Sum("llm.cost.usd"), 12);
        Assert.Equal(700, listener.Sum("llm.tokens", "token.type=input"));
        Assert.Equal(150, listener.Sum("llm.tokens", "token.type=output"));
        Assert.Equal(300, listener.Sum("llm.tokens", "token.type=cached"));
        Assert.Equal(50, listener.Sum("llm.tokens", "token.type=reasoning"));
        Assert.Equal(1200, listener.Sum("llm.tokens"));
        Assert.Equal(1000, listener.Sum("gen_ai.client.token.usage", "gen_ai.token.type=input"));
        Assert.Equal(200, listener.Sum("gen_ai.client.token.usage", "gen_ai.token.type=output"));
    }

    [Fact]
    public async Task Samplers_SeeOperationProviderModelAndServer()
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient());

        await client.GetResponseAsync("hi", new ChatOptions { ModelId = "gpt-4o" });

        Assert.Equal(
            ["gen_ai.operation.name=chat", "gen_ai.provider.name=openai", "gen_ai.request.model=gpt-4o", "server.address=api.example.test", "server.port=8443"],
            Assert.Single(listener.SampledTags).Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Content_IsNeverATagOnlyACustomProperty()
    {
        const string Secret = "the prompt of the user";
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient { Respond = (_, _, _) => Task.FromResult(FakeChatClient.Reply("the answer of the model")) });

        await client.GetResponseAsync(Secret, new ChatOptions
        {
            Instructions = "be brief",
            Tools = [AIFunctionFactory.Create((string city) => "sunny", "weather", "Weather of a city")],
        });

        Activity span = listener.TheSpan;
        string tags = string.Join('\n', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.DoesNotContain("prompt of the user", tags);
        Assert.DoesNotContain("answer of the model", tags);
        Assert.DoesNotContain("be brief", tags);
        Assert.Empty(span.Events);
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"the prompt of the user"}]}]""", span.GetCustomProperty("gen_ai.input.messages"));
        Assert.Equal(
            """[{"role":"assistant","parts":[{"type":"text","content":"the answer of the model"}],"finish_reason":"stop"}]""",
            span.GetCustomProperty("gen_ai.output.messages"));
        Assert.Equal("""[{"type":"text","content":"be brief"}]""", span.GetCustomProperty("gen_ai.system_instructions"));
        Assert.Contains("\"name\":\"weather\"", (string)span.GetCustomProperty("gen_ai.tool.definitions")!);
        Assert.DoesNotContain(listener.Points, point => point.Tags.Contains("prompt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Content_OffWhenTold()
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient(), new ModelTelemetryOptions { CaptureContent = false });

        await client.GetResponseAsync("hi");

        Assert.Null(listener.TheSpan.GetCustomProperty("gen_ai.input.messages"));
        Assert.Null(listener.TheSpan.GetCustomProperty("gen_ai.output.messages"));
    }

    [Fact]
    public async Task Messages_OfASingleUseSequence_ReachTheModelOnce()
    {
        int enumerations = 0;
        List<ChatMessage> received = [];
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient
        {
            Respond = (messages, _, _) =>
            {
                received.AddRange(messages);
                return Task.FromResult(FakeChatClient.Reply("x"));
            },
        });

        await client.GetResponseAsync(Once());

        Assert.Equal(1, enumerations);
        Assert.Equal("a", Assert.Single(received).Text);

        IEnumerable<ChatMessage> Once()
        {
            enumerations++;
            yield return new ChatMessage(ChatRole.User, "a");
        }
    }

    [Fact]
    public async Task Failure_IsErrorWithTypeAndEvent()
    {
        ModelCallException failure = new(ModelErrorKind.RateLimited, "slow down");
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient { Respond = (_, _, _) => Task.FromException<ChatResponse>(failure) });

        Assert.Same(failure, await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("hi")));

        Activity span = listener.TheSpan;
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("slow down", span.StatusDescription);
        Assert.Equal("rate_limit", span.GetTagItem("error.type"));
        Assert.Equal("exception", Assert.Single(span.Events).Name);
        Assert.Equal(1, listener.Sum("llm.requests", "status=error"));
        Assert.Equal(1, listener.Count("gen_ai.client.operation.duration", "error.type=rate_limit"));
        Assert.Equal(0, listener.Count("llm.tokens"));
    }

    [Fact]
    public async Task Cancellation_ByTheCallerIsNoError()
    {
        using Listener listener = new();
        using CancellationTokenSource stop = new();
        using InstrumentedChatClient client = new(new FakeChatClient
        {
            Respond = async (_, _, token) =>
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
                return FakeChatClient.Reply("never");
            },
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => client.GetResponseAsync("hi", cancellationToken: stop.Token));

        Assert.Equal(ActivityStatusCode.Unset, listener.TheSpan.Status);
        Assert.Equal(1, listener.Sum("llm.requests", "status=cancelled"));
        Assert.Equal(0, listener.Count("llm.requests", "status=error"));
    }

    [Fact]
    public async Task Durations_AreByTheGivenClock()
    {
        ManualTimeProvider time = new();
        using Listener listener = new();
        using InstrumentedChatClient client = new(
            new FakeChatClient
            {
                Respond = (_, _, _) =>
                {
                    time.Advance(TimeSpan.FromMilliseconds(250));
                    return Task.FromResult(FakeChatClient.Reply("x"));
                },
            },
            new ModelTelemetryOptions { Time = time });

        await client.GetResponseAsync("hi");

        Assert.Equal(0.25, listener.Sum("llm.request.duration", "model=gpt-4o-mini,provider=openai,status=success"), 9);
        Assert.Equal(0.25, listener.Sum("gen_ai.client.operation.duration"), 9);
    }

    [Fact]
    public async Task Stream_TimesTheFirstChunkAndCountsUsage()
    {
        ManualTimeProvider time = new();
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient { Stream = _ => Slow() }, new ModelTelemetryOptions { Time = time });

        string text = string.Concat(await client.GetStreamingResponseAsync("hi").Select(u => u.Text).ToListAsync());

        Assert.Equal("hello", text);
        Activity span = listener.TheSpan;
        Assert.Equal(true, span.GetTagItem("gen_ai.request.stream"));
        Assert.Equal(0.1, (double)span.GetTagItem("gen_ai.response.time_to_first_chunk")!, 9);
        Assert.Equal(0.1, (double)span.GetTagItem("llm.time_to_first_token_s")!, 9);
        Assert.Equal(100L, span.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Equal("gpt-4o-mini-2024-07-18", span.GetTagItem("gen_ai.response.model"));
        Assert.Equal(0.1, listener.Sum("llm.time_to_first_token"), 9);
        Assert.Equal(0.1, listener.Sum("gen_ai.client.operation.time_to_first_chunk"), 9);
        Assert.Equal(2, listener.Count("gen_ai.client.operation.time_per_output_chunk"));
        Assert.Equal(0.2, listener.Sum("gen_ai.client.operation.time_per_output_chunk"), 9);
        Assert.Equal(0.4, listener.Sum("llm.request.duration"), 9);
        Assert.Contains("\"content\":\"hello\"", (string)span.GetCustomProperty("gen_ai.output.messages")!);

        async IAsyncEnumerable<ChatResponseUpdate> Slow()
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await foreach (ChatResponseUpdate update in FakeChatClient.Updates())
            {
                yield return update;
                time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    [Fact]
    public async Task Stream_SpansOfEveryChunkBelongToTheCallAndNotToItsReader()
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient { Stream = _ => Nested() });
        using Activity reader = s_source.StartActivity("reader")!;

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("hi"))
        {
            Assert.Same(reader, Activity.Current);
            using Activity? work = s_source.StartActivity("work of the reader");
        }

        Assert.Same(reader, Activity.Current);
        Activity call = listener.Spans.Single(span => span.OperationName.StartsWith("chat", StringComparison.Ordinal));
        Assert.Equal(reader.SpanId, call.ParentSpanId);
        Assert.Equal(3, listener.Spans.Count(span => span.OperationName == "chunk" && span.ParentSpanId == call.SpanId));
        Assert.Equal(3, listener.Spans.Count(span => span.OperationName == "work of the reader" && span.ParentSpanId == reader.SpanId));

        static async IAsyncEnumerable<ChatResponseUpdate> Nested()
        {
            await foreach (ChatResponseUpdate update in FakeChatClient.Updates())
            {
                using (s_source.StartActivity("chunk"))
                {
                    await Task.Yield();
                }

                yield return update;
            }
        }
    }

    [Fact]
    public async Task Stream_AbandonedByItsReader_EndsTheSpanOnce()
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient());

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("hi"))
        {
            break;
        }

        Assert.Equal(ActivityStatusCode.Unset, listener.TheSpan.Status);
        Assert.Equal(1, listener.Sum("llm.requests", "status=cancelled"));
        Assert.Equal(1, listener.Sum("llm.requests"));
        Assert.Contains("\"content\":\"hel\"", (string)listener.TheSpan.GetCustomProperty("gen_ai.output.messages")!);
    }

    [Fact]
    public async Task Stream_FailingHalfWay_IsOneError()
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient { Stream = _ => Broken() });

        await Assert.ThrowsAsync<IOException>(async () => await client.GetStreamingResponseAsync("hi").CountAsync());

        Assert.Equal("System.IO.IOException", listener.TheSpan.GetTagItem("error.type"));
        Assert.Equal(1, listener.Sum("llm.requests"));
        Assert.Equal(1, listener.Sum("llm.requests", "status=error"));

        static async IAsyncEnumerable<ChatResponseUpdate> Broken()
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "hel");
            await Task.Yield();
            throw new IOException("connection reset");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_BrokenOff_CountsWhatWasUsedUntilThen(bool byTheCaller)
    {
        using Listener listener = new();
        using CancellationTokenSource caller = new();
        using InstrumentedChatClient client = new(new FakeChatClient { Stream = _ => Broken() });

        await Assert.ThrowsAnyAsync<Exception>(async () => await client.GetStreamingResponseAsync("hi", null, caller.Token).CountAsync());

        Assert.Equal(byTheCaller ? ActivityStatusCode.Unset : ActivityStatusCode.Error, listener.TheSpan.Status);
        Assert.Equal(1, listener.Sum("llm.requests", byTheCaller ? "status=cancelled" : "status=error"));
        Assert.Equal(1000, listener.Sum("llm.tokens", "token.type=input"));
        Assert.Equal(0.00015, listener.Sum("llm.cost.usd"), 9);
        Assert.Equal(1000L, listener.TheSpan.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Equal("gpt-4o-mini-2024-07-18", listener.TheSpan.GetTagItem("gen_ai.response.model"));
        Assert.Contains("\"content\":\"hel\"", (string)listener.TheSpan.GetCustomProperty("gen_ai.output.messages")!);

        async IAsyncEnumerable<ChatResponseUpdate> Broken()
        {
            // Anthropic tells the input at the start.
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 1000 })]) { ModelId = "gpt-4o-mini-2024-07-18" };
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, "hel");
            if (byTheCaller)
            {
                await caller.CancelAsync();
                caller.Token.ThrowIfCancellationRequested();
            }

            throw new IOException("connection reset");
        }
    }

    [Fact]
    public async Task MetricsAlone_AreRecordedWithoutSpans()
    {
        using Listener listener = new(spans: false);
        using InstrumentedChatClient client = new(new FakeChatClient());

        await client.GetResponseAsync("hi");

        Assert.Empty(listener.Spans);
        Assert.Equal(1, listener.Sum("llm.requests", "status=success"));
    }

    [Fact]
    public async Task ListenersThatThrow_DoNotFailTheCall()
    {
        using ActivityListener spans = new()
        {
            ShouldListenTo = source => source.Name == "Tta.Integrations",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => throw new InvalidOperationException("listener of starts"),
            ActivityStopped = _ => throw new InvalidOperationException("listener of stops"),
        };
        ActivitySource.AddActivityListener(spans);
        using MeterListener meters = new();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tta.Integrations")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("listener of numbers"));
        meters.Start();
        using InstrumentedChatClient client = new(new FakeChatClient());

        Assert.Equal("hello", (await client.GetResponseAsync("hi")).Text);
        Assert.Equal("hello", (await client.GetStreamingResponseAsync("hi").ToChatResponseAsync()).Text);
    }

    [Fact]
    public async Task ContentThatCannotBeWritten_DoesNotFailTheCall()
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(new FakeChatClient { Respond = (_, _, _) => Task.FromResult(FakeChatClient.Reply("half a pair: \ud83d")) });

        ChatResponse response = await client.GetResponseAsync(new ChatMessage(ChatRole.User, [new FunctionResultContent("c", new ThrowingText())]));

        Assert.StartsWith("half a pair", response.Text);
        Assert.Equal(1, listener.Sum("llm.requests", "status=success"));
        Assert.Equal(100L, listener.TheSpan.GetTagItem("gen_ai.usage.input_tokens"));
    }

    private sealed class ThrowingText
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }

    [Fact]
    public void NobodyListens_CallsPassAtNoCost()
    {
        Task<ChatResponse> ready = Task.FromResult(FakeChatClient.Reply("x"));
        FakeChatClient inner = new() { Respond = (_, _, _) => ready };
        using InstrumentedChatClient client = new(inner);
        ChatMessage[] messages = [new(ChatRole.User, "hi")];

        Assert.Same(ready, client.GetResponseAsync(messages));
        Assert.Equal(0, Allocations.PerCall(() => client.GetResponseAsync(messages)));
    }

    [Fact]
    public async Task UnsampledSpan_IsNotDescribed()
    {
        using Listener listener = new(metrics: false, sampling: ActivitySamplingResult.PropagationData);
        using InstrumentedChatClient client = new(new FakeChatClient());

        await client.GetResponseAsync("hi");

        Assert.Null(listener.TheSpan.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Null(listener.TheSpan.GetCustomProperty("gen_ai.input.messages"));
    }
}
