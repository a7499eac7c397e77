using Tta.Server.Health;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Server.Live;
using Tta.Server.SelfMetrics;
using Tta.Server.Web;

namespace Tta.Server;

/// <summary>The composition root: builds what the server is made of and owns it.</summary>
internal sealed class Composition : IAsyncDisposable
{
    private readonly ServerOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly List<BackgroundLoop> _loops = [];

    private Composition(ServerOptions options, ILoggerFactory loggers)
    {
        _options = options;
        _loggers = loggers;
        StartedAt = options.TimeProvider.GetUtcNow();
        Metrics = new ServerMetrics(options.TimeProvider);
        Meter = new IngestMeter(Metrics, new RejectionLog(loggers.CreateLogger<RejectionLog>(), options.TimeProvider));
        Apis =
        [
            new WebApi(new WebPages(typeof(Composition).Assembly)),
            new LiveApi(Meter, options.TimeProvider, Stopping.Token),
            new UiApi(this),
            new AgentApi(this),
        ];
    }

    public ServerMetrics Metrics { get; }

    public IngestMeter Meter { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Every API. Those of one port are joined; the first one names the listener.</summary>
    public IReadOnlyList<Api> Apis { get; }

    /// <summary>Ports in use; set before the first request.</summary>
    public Listeners Listeners { get; set; } = null!;

    /// <summary>Cancelled when the server begins to stop, so that endless answers end.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>Opens the stores and builds the APIs.</summary>
    public static Composition Create(ServerOptions options, ILoggerFactory loggers) => new(options, loggers);

    public async ValueTask DisposeAsync()
    {
        foreach (BackgroundLoop loop in _loops)
        {
            await loop.DisposeAsync();
        }

        Stopping.Dispose();
    }

    private void AddLoop(string name, TimeSpan period, Func<CancellationToken, ValueTask> runOnce) =>
        _loops.Add(new BackgroundLoop(name, period, runOnce, _options.TimeProvider, Metrics, _loggers.CreateLogger<BackgroundLoop>()));
}
