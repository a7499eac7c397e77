// Spec: Langfuse public API 4.16, POST /ingestion with Basic authentication; bodies are not compressed, because its server does not unpack them.
using System.Net.Http.Headers;
using System.Text;
using Tta.Model;

namespace Tta.Agent.Forwarding;

/// <summary>
/// Sends ingestion events from a queue to a Langfuse server, the oldest first, and removes them when each was taken or refused for good. One step at
/// a time; <see cref="Status"/> may be read meanwhile.
/// </summary>
public sealed class LangfuseForwarder
{
    private const int MaxAttempts = 8; // Of single events, while their neighbours are taken.

    private readonly IForwardQueue _queue;
    private readonly HttpClient _http;
    private readonly LangfuseForwarderOptions _options;
    private readonly IForwardObserver _observer;
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue _authorization;
    private readonly Backoff _backoff;
    private EventBatch? _batch;
    private ForwarderStatus _status = new();

    /// <summary>Makes a forwarder.</summary>
    /// <param name="queue">Where the events are.</param>
    /// <param name="http">Client to send with; should not follow redirects, which lose the keys or the body.</param>
    /// <param name="options">Where to.</param>
    /// <param name="observer">Told what happens.</param>
    public LangfuseForwarder(IForwardQueue queue, HttpClient http, LangfuseForwarderOptions options, IForwardObserver observer)
    {
        _queue = queue;
        _http = http;
        _options = options;
        _observer = observer;
        _address = new Uri(options.Url.AbsoluteUri.TrimEnd('/') + "/api/public/ingestion");
        _authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.PublicKey}:{options.SecretKey}")));
        _backoff = new Backoff(options.TimeProvider, options.Random);
    }

    /// <summary>Told with every request, so that a server recognises what comes from itself.</summary>
    public const string SenderHeader = "x-tta-forwarded-by";

    /// <summary>Name of this sender, unlike that of any other.</summary>
    public string SenderId { get; } = Guid.NewGuid().ToString();

    /// <summary>What was done so far.</summary>
    public ForwarderStatus Status => Volatile.Read(ref _status);

    /// <summary>Sends what waits, until nothing does or the receiver does not take it. To be called about once a second.</summary>
    /// <exception cref="IOException">The disk does not give what waits.</exception>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        while (!_backoff.IsWaiting && (_batch ??= EventBatch.Read(_queue, _options)) is { } batch)
        {
            if (batch.Next is { } group)
            {
                Handle(batch, group, await SendAsync(group, cancellationToken).ConfigureAwait(false));
                continue;
            }

            await _queue.RemoveAsync(batch.End, cancellationToken).ConfigureAwait(false);
            _batch = null;
        }
    }

    private void Handle(EventBatch batch, EventGroup group, LangfuseReply reply)
    {
        if (reply.IsTaken)
        {
            Taken(batch, group, reply);
        }
        else if (!reply.IsRefused)
        {
            Failed(reply);
        }
        else if (group.Events.Count > 1)
        {
            batch.Split(); // One bad event must not take its neighbours along.
        }
        else
        {
            Refuse(reply.Reason, 1);
            batch.Done();
        }
    }

    private void Taken(EventBatch batch, EventGroup group, LangfuseReply reply)
    {
        EventGroup again = group.Only(reply.NotNow);
        bool isGivenUp = again.Attempts >= MaxAttempts;
        int sent = group.Events.Count - again.Events.Count - reply.Refused.Count;
        foreach (int status in reply.Refused.Values)
        {
            Refuse(LangfuseReply.ReasonOf(status), 1);
        }

        _observer.Sent(sent);
        _status = _status with { SentCount = _status.SentCount + sent, LastSentAt = _options.TimeProvider.GetUtcNow(), LastError = null };
        batch.Done(isGivenUp ? null : again);
        if (again.Events.Count == 0)
        {
            _backoff.Succeeded();
        }
        else if (isGivenUp)
        {
            Refuse("attempts", again.Events.Count);
        }
        else
        {
            Failed(LangfuseReply.Failed("events_5xx", $"{_address} fails at {again.Events.Count} events while it takes others"));
        }
    }

    private void Refuse(string reason, int count)
    {
        _observer.Refused(reason, count);
        _status = _status with { RefusedCount = _status.RefusedCount + count };
    }

    private void Failed(LangfuseReply reply)
    {
        _backoff.Failed(reply.RetryAfter);
        _observer.Failed(reply.Reason, reply.Message);
        _status = _status with { LastError = reply.Message };
    }

    private async Task<LangfuseReply> SendAsync(EventGroup group, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(group.Body()) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Authorization = _authorization;
            request.Headers.TryAddWithoutValidation("x-langfuse-sdk-name", "tta");
            request.Headers.TryAddWithoutValidation("x-langfuse-public-key", _options.PublicKey);
            request.Headers.TryAddWithoutValidation(SenderHeader, SenderId);
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return LangfuseReply.Of(response, body, _address, _options.TimeProvider.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LangfuseReply.Failed("timeout", $"{_address} did not answer within {_options.Timeout}");
        }
        catch (HttpRequestException e)
        {
            return LangfuseReply.Failed("network", $"{_address} cannot be reached: {e.Message}; check --forward-langfuse and the network");
        }
    }
}
