using System.Net;
using Tta.Agent.Forwarding;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.SelfMetrics;
using Tta.Storage.Forwarding;
using Tta.Wire.Langfuse;

namespace Tta.Server.Forwarding;

/// <summary>Forwards model calls to a Langfuse server: the queue, who fills it and who sends from it.</summary>
internal sealed class LangfuseForwarding : IAsyncDisposable
{
    /// <summary>Name of the queue, and of the receiver in metrics and status.</summary>
    public const string Name = "langfuse";

    // Langfuse takes 4.5 MB at most; so large an event goes alone.
    private const int MaxEventBytes = 3_500_000;
    private const int MaxAnswerBytes = 8 << 20;

    private readonly LangfuseReceiver _receiver;
    private readonly ForwardQueue _queue;
    private readonly HttpClient _http;
    private readonly LangfuseEventWriter _writer = new(Guid.NewGuid, MaxEventBytes);
    private readonly LangfuseForwarder _forwarder;

    private LangfuseForwarding(LangfuseReceiver receiver, Uri url, ForwardQueue queue, ServerMetrics metrics, TimeProvider time, ILogger logger)
    {
        _receiver = receiver;
        Url = url;
        _queue = queue;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // Names move to other addresses.
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        var options = new LangfuseForwarderOptions { Url = url, PublicKey = receiver.PublicKey!, SecretKey = receiver.SecretKey!, TimeProvider = time };
        _forwarder = new LangfuseForwarder(queue, _http, options, new ForwardMeter(metrics, Name, logger, time));
        ForwardMetrics.AddTo(metrics, Name, () => queue.Status, () => _writer.ShortenedCount, time);
    }

    /// <summary>Where it forwards to.</summary>
    public Uri Url { get; }

    /// <summary>State of the queue.</summary>
    public ForwardQueueStatus Queue => _queue.Status;

    /// <summary>What was sent so far.</summary>
    public ForwarderStatus Status => _forwarder.Status;

    /// <summary>How it names itself to receivers.</summary>
    public string SenderId => _forwarder.SenderId;

    /// <summary>Opens what the options ask for; null when they ask for nothing.</summary>
    /// <exception cref="ServerStartException">The settings are wrong, or the queue cannot be opened.</exception>
    public static LangfuseForwarding? Open(ServerOptions options, ServerMetrics metrics, ILoggerFactory loggers)
    {
        if (options.ForwardLangfuse is not { } receiver)
        {
            return null;
        }

        Uri url = receiver.CheckedUrl();
        ILogger logger = loggers.CreateLogger<LangfuseForwarding>();
        if (url.Scheme == "http" && !url.IsLoopback)
        {
            logger.LogWarning(ServerEvents.ConfigurationWarning, "--forward-langfuse {Url}: keys and model calls go there in the clear; use https", url);
        }

        try
        {
            ForwardQueue queue = ForwardQueue.Open(Stores.OptionsOf(options, loggers), new ForwardQueueOptions
            {
                Name = Name,
                MaxBytes = options.Limits.MaxForwardQueueBytes,
                MaxAge = options.Limits.MaxForwardAge,
            });
            return new LangfuseForwarding(receiver, url, queue, metrics, options.TimeProvider, logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ServerStartException(e.Message, e);
        }
    }

    /// <summary>Makes sure that the server does not forward to itself.</summary>
    /// <exception cref="ServerStartException">It would.</exception>
    public void CheckIsOther(Listeners listeners) => _receiver.CheckIsOther(listeners);

    /// <summary>The same store, of which everything it takes is forwarded.</summary>
    public ILlmAppender Behind(ILlmAppender store) => new ForwardedLlm(store, _queue, _writer);

    /// <summary>One step of sending. To be called about once a second.</summary>
    public ValueTask SendAsync(CancellationToken cancellationToken) => _forwarder.RunOnceAsync(cancellationToken);

    /// <summary>One step of maintenance of the queue. To be called about once a second.</summary>
    public ValueTask MaintainAsync(CancellationToken cancellationToken) => _queue.RunOnceAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _queue.DisposeAsync();
    }
}
