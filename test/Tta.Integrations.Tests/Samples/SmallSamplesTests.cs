using System.Collections.Concurrent;
using System.Diagnostics;
using ChatWithTools;
using HumanApproval;
using MapReduce;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using RetrievalWithCache;
using StreamingChat;
using Tta.Integrations.Tests.Telemetry;
using Tta.Observability;
using Tta.Primitives;
using TravelSaga;
using TwoServices;
using WorkerService;

namespace Tta.Integrations.Tests.Samples;

/// <summary>Each sample does what its documentation says, offline, and is seen as one trace per workflow.</summary>
public sealed class SmallSamplesTests
{
    [Fact]
    public async Task ChatWithTools_LooksOrdersUpBeforeItAnswers()
    {
        using Listener listener = new();

        string output = await OutputOf(OrderDesk.RunAsync);

        Assert.Contains("Order 1042 is shipped and arrives on 2026-12-07. (2 tools", output);
        Assert.Contains("There is no order 9999. (1 tools", output);
        Assert.Equal(5, listener.Spans.Count(span => span.OperationName.StartsWith("execute_tool ", StringComparison.Ordinal)));
        AssertTraces(listener, "primitive.order-desk", count: 3);
    }

    [Fact]
    public async Task RetrievalWithCache_AnswersFromTheRightPassageAndOnlyOnce()
    {
        using Listener listener = new();

        string output = await OutputOf(HandbookDesk.RunAsync);

        Assert.Contains("28 days of holiday", output);
        Assert.Contains("receipts in within 30 days", output);
        Assert.Contains("Report lost devices", output);
        Assert.Contains("cache: 2 hits, 3 misses", output);
        Assert.Equal(3, listener.Spans.Count(span => span.DisplayName == "chat gpt-4o-mini"));
    }

    [Fact]
    public async Task MapReduce_CountsEveryReview()
    {
        using Listener listener = new();

        string output = await OutputOf(ReviewDigest.RunAsync);

        Assert.Equal("Customers say: delivery 1 good, 2 bad; product 3 good, 2 bad; support 1 good, 1 bad", output.Trim());
        Assert.Equal(11, listener.Spans.Count(span => span.DisplayName == "chat gpt-4o-mini"));
        AssertTraces(listener, "primitive.review-digest", count: 1);
    }

    [Fact]
    public async Task TravelSaga_UndoesTheLatestFirst()
        => Assert.Equal(
            ["Lisbon: booked Flight, Hotel, Car", "  Tartu: Hotel cancelled", "  Tartu: Flight cancelled", "Tartu: not booked, no car is left in Tartu"],
            (await OutputOf(TripBooking.RunAsync)).TrimEnd().Split(Environment.NewLine));

    [Fact]
    public async Task StreamingChat_PrintsTheWholeAnswerInPieces()
    {
        using Listener listener = new();
        using CountingWriter output = new();

        await StreamedAnswer.RunAsync(output);

        Assert.EndsWith("what your user waited for." + Environment.NewLine, output.ToString());
        Assert.True(output.Writes > 40);
        Assert.Equal(1, listener.Count("llm.time_to_first_token", "model=claude-sonnet-4-5"));
    }

    [Theory]
    [InlineData(true, "paid 350 euros to B-05")]
    [InlineData(false, "kept 350 euros to B-05: too much")]
    public async Task HumanApproval_AsksAboutLargeRefundsOnly(bool approve, string line)
    {
        ApprovalInbox inbox = new();
        List<string> asked = [];
        inbox.Asked += (_, request) =>
        {
            asked.Add(request.Summary);
            inbox.Decide(request.Id, new ApprovalDecision(approve, "test", "too much"));
        };

        string output = await OutputOf(writer => RefundDesk.RunAsync(inbox, writer));

        Assert.Equal(["350 euros to B-05", "2400 euros to C-99"], asked);
        Assert.Contains("paid 40 euros to A-17", output);
        Assert.Contains(line, output);
    }

    [Fact]
    public async Task TwoServices_AreOneTraceInWhichEveryServerSpanIsBelowItsClientSpan()
    {
        ConcurrentBag<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name is "Tta.Primitives" or "System.Net.Http" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        string output;
        await using (TtaObservability.Initialize(NothingLeavesTheProcess))
        {
            output = await OutputOf(OfferRound.RunAsync);
        }

        Assert.Equal(["lamp 47 (analyst)", "table 59 (analyst)", "bookshelf 107 (analyst)"], output.TrimEnd().Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        Activity customer = spans.Single(span => span.OperationName == "primitive.customer");
        Assert.All(spans, span => Assert.Equal(customer.TraceId, span.TraceId));
        Assert.Same(customer, Assert.Single(spans, span => span.ParentSpanId == default));
        Activity[] clients = [.. spans.Where(span => span.Source.Name == "System.Net.Http")];
        Activity[] servers = [.. spans.Where(span => span.Source.Name == "Microsoft.AspNetCore")];
        Assert.Equal((4, 4), (clients.Length, servers.Length));
        Assert.All(clients, client => Assert.Single(servers, server => server.ParentSpanId == client.SpanId));
        Assert.Equal(3, spans.Count(span => span.OperationName == "primitive.price" && Equals(span.GetTagItem("persona"), "analyst")));
    }

    [Fact]
    public async Task WorkerService_WorksThroughItsQueueAndEnds()
    {
        using Listener listener = new();
        using (IHost host = Thumbnails.BuildHost(["a.jpg", "b.txt", "c.png"], NothingLeavesTheProcess))
        {
            await host.RunAsync();
            TtaLogging.LoggerFactory = NullLoggerFactory.Instance;
        }

        Assert.Equal(3, listener.Spans.Count(span => span.OperationName == "primitive.thumbnail"));
        Assert.Single(listener.Spans, span => span.OperationName == "primitive.thumbnail" && span.Status == ActivityStatusCode.Error);
    }

    private static void NothingLeavesTheProcess(TtaObservabilityOptions options)
    {
        options.EnableTraces = options.EnableMetrics = options.EnableLogs = options.EnablePrometheus = false;
        options.ModelCalls.Enabled = false;
    }

    private static async Task<string> OutputOf(Func<TextWriter, Task> sample)
    {
        using StringWriter output = new();
        await sample(output);
        return output.ToString();
    }

    private static void AssertTraces(Listener listener, string root, int count)
    {
        Assert.Equal(count, listener.Spans.Select(span => span.TraceId).Distinct().Count());
        Assert.All(listener.Spans.Where(span => span.ParentSpanId == default), span => Assert.Equal(root, span.OperationName));
    }

    private sealed class CountingWriter : StringWriter
    {
        public int Writes { get; private set; }

        public override Task WriteAsync(string? value)
        {
            Writes++;
            return base.WriteAsync(value);
        }
    }
}
