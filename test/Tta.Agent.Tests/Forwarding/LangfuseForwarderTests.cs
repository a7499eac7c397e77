using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tta.Agent.Forwarding;
using Tta.TestKit;

namespace Tta.Agent.Tests.Forwarding;

public sealed class LangfuseForwarderTests : IForwardObserver
{
    private readonly MemoryQueue _queue = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly List<string[]> _requests = [];
    private readonly Dictionary<string, int> _refused = [];
    private readonly List<string> _failures = [];
    private int _sent;

    void IForwardObserver.Sent(int count) => _sent += count;

    void IForwardObserver.Refused(string reason, int count) => _refused[reason] = _refused.GetValueOrDefault(reason) + count;

    void IForwardObserver.Failed(string reason, string message) => _failures.Add($"{reason}: {message}");

    [Fact]
    public async Task WhatWaits_IsSentInOrderWithTheKeys_AndRemoved()
    {
        HttpRequestMessage? request = null;
        LangfuseForwarder forwarder = Forwarder(sent =>
        {
            request = sent;
            return Taken();
        });
        _queue.Add("a", "b");
        _queue.Add("c");
        await forwarder.RunOnceAsync(default);
        Assert.Equal([["a", "b", "c"]], _requests);
        Assert.Equal("http://receiver/base/api/public/ingestion", request!.RequestUri!.ToString());
        Assert.Equal(Convert.ToBase64String("pk:sk"u8), request.Headers.Authorization!.Parameter);
        Assert.Empty(_queue.Items);
        Assert.Equal((3, 3, null), (_sent, forwarder.Status.SentCount, forwarder.Status.LastError));
    }

    [Fact]
    public async Task LargeBatches_AreCutByBytesAndByEvents()
    {
        LangfuseForwarder forwarder = Forwarder(_ => Taken(), maxBytes: 150, maxEvents: 2);
        _queue.Add("a", "b", "c", "d", "e");
        _queue.Add(new string('x', 200), "f");
        await forwarder.RunOnceAsync(default);
        Assert.Equal(["a", "b", "c", "d", "e", new string('x', 200), "f"], _requests.SelectMany(r => r));
        Assert.All(_requests, r => Assert.InRange(r.Length, 1, 2));
        Assert.Equal(7, _sent);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task WhatIsNoFaultOfTheEvents_IsTriedAgainForEver_LessAndLessOften(HttpStatusCode status)
    {
        LangfuseForwarder forwarder = Forwarder(_ => _requests.Count < 8 ? new HttpResponseMessage(status) : Taken());
        _queue.Add("a");
        int ticks = 0;
        while (_queue.Items.Count > 0)
        {
            await forwarder.RunOnceAsync(default);
            _clock.Advance(TimeSpan.FromSeconds(1));
            ticks++;
        }

        Assert.Equal(8, _requests.Count);
        Assert.InRange(ticks, 100, 190); // 1 + 2 + 4 + ... + 32 + 60 seconds, less up to a fifth.
        Assert.Equal((7, 1), (_failures.Count, _sent));
        Assert.StartsWith($"http_{(int)status}: http://receiver/base/api/public/ingestion answers {(int)status}", _failures[0], StringComparison.Ordinal);
        Assert.Empty(_refused);
    }

    [Fact]
    public async Task AnUnreachableReceiver_AndOneThatDoesNotAnswer_AreTriedAgain()
    {
        int attempt = 0;
        using var http = new HttpClient(new StubHttp(async (_, cancel) =>
        {
            if (attempt++ == 0)
            {
                throw new HttpRequestException("no route");
            }

            if (attempt == 2)
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }

            return Taken();
        }));
        LangfuseForwarder forwarder = Forwarder(http);
        _queue.Add("a");
        await forwarder.RunOnceAsync(default);
        Assert.Contains("network", _failures[0], StringComparison.Ordinal);
        Assert.Contains("no route", forwarder.Status.LastError, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Task hanging = forwarder.RunOnceAsync(default).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(30));
        await hanging;
        Assert.StartsWith("timeout", _failures[1], StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await forwarder.RunOnceAsync(default);
        Assert.Equal(1, _sent);
    }

    [Fact]
    public async Task RetryAfter_IsWaitedFor()
    {
        LangfuseForwarder forwarder = Forwarder(_ =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(120));
            return _requests.Count == 1 ? answer : Taken();
        });
        _queue.Add("a");
        await forwarder.RunOnceAsync(default);
        _clock.Advance(TimeSpan.FromSeconds(119));
        await forwarder.RunOnceAsync(default);
        Assert.Single(_requests);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await forwarder.RunOnceAsync(default);
        Assert.Equal(2, _requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    public async Task ABadEvent_IsSetAsideAlone(HttpStatusCode status)
    {
        LangfuseForwarder forwarder = Forwarder(_ => _requests[^1].Contains("bad") ? new HttpResponseMessage(status) : Taken());
        _queue.Add("a", "b", "c", "bad", "d", "e", "f");
        await forwarder.RunOnceAsync(default);
        Assert.Equal(6, _sent);
        Assert.Equal(new Dictionary<string, int> { [$"http_{(int)status}"] = 1 }, _refused);
        Assert.Equal(1, forwarder.Status.RefusedCount);
        Assert.Empty(_queue.Items);
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task ErrorsOfSingleEvents_AreSetAsideOrTriedAgainByTheirStatus()
    {
        LangfuseForwarder forwarder = Forwarder(_ => _requests.Count == 1
            ? Taken("""{"errors":[{"id":"bad","status":400,"message":"no"},{"id":"later","status":500},{"id":"unknown","status":429}]}""")
            : Taken());
        _queue.Add("a", "bad", "later", "b");
        await forwarder.RunOnceAsync(default);
        Assert.Equal(1, _refused["http_400"]);
        Assert.Equal(2, _sent);
        Assert.Single(_queue.Items);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await forwarder.RunOnceAsync(default);
        Assert.Equal(["later"], _requests[1]);
        Assert.Equal(3, _sent);
        Assert.Empty(_queue.Items);
    }

    [Fact]
    public async Task AnEventAtWhichTheReceiverAlwaysFails_DoesNotBlockTheQueue()
    {
        LangfuseForwarder forwarder = Forwarder(_ => Taken("""{"errors":[{"id":"poison","status":500}]}"""));
        _queue.Add("poison", "a");
        for (int i = 0; i < 400; i++)
        {
            await forwarder.RunOnceAsync(default);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(new Dictionary<string, int> { ["attempts"] = 1 }, _refused);
        Assert.Equal((1, 0), (_sent, _queue.Items.Count));
        Assert.Equal(8, _requests.Count);
    }

    [Fact]
    public async Task WhatIsToldOfFailures_HoldsNothingOfTheEvents()
    {
        LangfuseForwarder forwarder = Forwarder(_ => new HttpResponseMessage(HttpStatusCode.InternalServerError)
        {
            Content = new StringContent("cannot read canary-of-an-event"),
            ReasonPhrase = "canary-of-an-event",
        });
        _queue.Add("canary-of-an-event");
        await forwarder.RunOnceAsync(default);
        Assert.DoesNotContain("canary", string.Concat(_failures) + forwarder.Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACancelledStep_KeepsWhatWasNotTaken()
    {
        using var stop = new CancellationTokenSource();
        using var http = new HttpClient(new StubHttp(async (_, cancel) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancel);
            return Taken();
        }));
        LangfuseForwarder forwarder = Forwarder(http);
        _queue.Add("a");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forwarder.RunOnceAsync(stop.Token).AsTask());
        Assert.Single(_queue.Items);
        Assert.Empty(_failures);
    }

    private static HttpResponseMessage Taken(string body = """{"successes":[],"errors":[]}""") =>
        new(HttpStatusCode.MultiStatus) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private LangfuseForwarder Forwarder(Func<HttpRequestMessage, HttpResponseMessage> answer, int maxBytes = 3_000_000, int maxEvents = 1_000) => Forwarder(
        new HttpClient(new StubHttp(async (request, cancel) =>
        {
            using JsonDocument body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancel));
            _requests.Add([.. body.RootElement.GetProperty("batch").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)]);
            return answer(request);
        })), maxBytes, maxEvents);

    private LangfuseForwarder Forwarder(HttpClient http, int maxBytes = 3_000_000, int maxEvents = 1_000) => new(_queue, http, new LangfuseForwarderOptions
    {
        Url = new Uri("http://receiver/base/"),
        PublicKey = "pk",
        SecretKey = "sk",
        MaxRequestBytes = maxBytes,
        MaxRequestEvents = maxEvents,
        TimeProvider = _clock,
        Random = new Random(1),
    }, this);
}
