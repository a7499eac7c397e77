using System.Net;
using Tta.Observability.Tests.Fakes;
using Tta.TestKit;

namespace Tta.Observability.Tests;

public sealed class RetryingHandlerTests
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task A_busy_receiver_is_asked_again_after_growing_pauses(HttpStatusCode status)
    {
        var receiver = new Receiver { Answers = [Busy(status), Busy(status), new HttpResponseMessage(HttpStatusCode.OK)] };

        using HttpResponseMessage answer = await SendAsync(receiver, CancellationToken.None, 250, 500);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["spans", "spans", "spans"], receiver.Bodies);
    }

    [Fact]
    public async Task The_receiver_may_say_when()
    {
        HttpResponseMessage busy = Busy(HttpStatusCode.ServiceUnavailable);
        busy.Headers.Add("Retry-After", "3");
        var receiver = new Receiver { Answers = [busy, new HttpResponseMessage(HttpStatusCode.OK)] };

        using HttpResponseMessage answer = await SendAsync(receiver, CancellationToken.None, 3_000);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task After_four_attempts_the_last_answer_stands()
    {
        var receiver = new Receiver { Answers = [.. Enumerable.Range(0, 5).Select(_ => Busy(HttpStatusCode.ServiceUnavailable))] };

        using HttpResponseMessage answer = await SendAsync(receiver, CancellationToken.None, 250, 500, 1_000);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(4, receiver.Bodies.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task What_is_refused_is_not_sent_again(HttpStatusCode status)
    {
        var receiver = new Receiver { Answers = [Busy(status)] };

        using HttpResponseMessage answer = await SendAsync(receiver, CancellationToken.None);

        Assert.Equal(status, answer.StatusCode);
        Assert.Single(receiver.Bodies);
    }

    [Fact]
    public async Task A_gRPC_receiver_that_is_unavailable_is_asked_again()
    {
        HttpResponseMessage busy = new(HttpStatusCode.OK);
        busy.Headers.Add("grpc-status", "14");
        var receiver = new Receiver { Answers = [busy, new HttpResponseMessage(HttpStatusCode.OK)] };

        using HttpResponseMessage answer = await SendAsync(receiver, CancellationToken.None, 250);

        Assert.False(answer.Headers.Contains("grpc-status"));
    }

    [Fact]
    public async Task A_receiver_that_restarts_is_waited_for_and_one_that_never_was_there_is_not()
    {
        var receiver = new Receiver { Answers = [null, new HttpResponseMessage(HttpStatusCode.OK), null, new HttpResponseMessage(HttpStatusCode.OK)] };
        using var client = new HttpClient(new RetryingHandler(receiver, _time, CancellationToken.None));

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client));
        using HttpResponseMessage first = await PostAsync(client);
        Task<HttpResponseMessage> second = PostAsync(client);
        await PauseAsync();
        _time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Equal(4, receiver.Bodies.Count);
    }

    [Fact]
    public async Task When_telemetry_ends_there_is_no_further_attempt()
    {
        using var closing = new CancellationTokenSource();
        var receiver = new Receiver { Answers = [.. Enumerable.Range(0, 4).Select(_ => Busy(HttpStatusCode.ServiceUnavailable))] };
        using var client = new HttpClient(new RetryingHandler(receiver, _time, closing.Token));

        Task<HttpResponseMessage> sending = PostAsync(client);
        await closing.CancelAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await sending).StatusCode);
        Assert.Equal(2, receiver.Bodies.Count);
    }

    private static HttpResponseMessage Busy(HttpStatusCode status) => new(status);

    private static Task<HttpResponseMessage> PostAsync(HttpClient client) => client.PostAsync("http://receiver.example.test/v1/traces", new StringContent("spans"));

    /// <summary>Sends once; each pause has to last as long as said, no shorter.</summary>
    private async Task<HttpResponseMessage> SendAsync(Receiver receiver, CancellationToken closing, params int[] pausesMs)
    {
        using var client = new HttpClient(new RetryingHandler(receiver, _time, closing));
        Task<HttpResponseMessage> sending = PostAsync(client);
        for (int i = 0; i < pausesMs.Length; i++)
        {
            await PauseAsync();
            _time.Advance(TimeSpan.FromMilliseconds(pausesMs[i] - 1));
            Assert.Equal(i + 1, receiver.Bodies.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return await sending;
    }

    /// <summary>Comes back when the handler waits for the clock.</summary>
    private async Task PauseAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Long);
        while (_time.ArmedTimerCount == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Gives the answers in their order; null is a refused connection.</summary>
    private sealed class Receiver : HttpMessageHandler
    {
        public required IReadOnlyList<HttpResponseMessage?> Answers { get; init; }

        public List<string> Bodies { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = new StreamReader(request.Content!.ReadAsStream(cancellationToken), leaveOpen: true);
            request.Content.ReadAsStream(cancellationToken).Position = 0;
            Bodies.Add(body.ReadToEnd());
            return Answers[Bodies.Count - 1] is { } answer
                ? Task.FromResult(answer)
                : Task.FromException<HttpResponseMessage>(new HttpRequestException("Connection refused"));
        }
    }
}
