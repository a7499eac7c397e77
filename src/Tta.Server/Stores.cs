using Tta.Server.Hosting;
using Tta.Server.Traces;
using Tta.Storage;
using Tta.Storage.Llm;
using Tta.Storage.Logs;
using Tta.Storage.Metrics;
using Tta.Storage.Registry;
using Tta.Storage.Traces;

namespace Tta.Server;

/// <summary>The embedded stores, opened and closed together.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private Stores(MetricStore metrics, TraceStore traces, LogStore logs, LlmStore llm, RegistryStore registry, TraceArchive archive)
    {
        Metrics = metrics;
        Traces = traces;
        Logs = logs;
        Llm = llm;
        Registry = registry;
        Archive = archive;
    }

    public MetricStore Metrics { get; }

    public TraceStore Traces { get; }

    public LogStore Logs { get; }

    public LlmStore Llm { get; }

    /// <summary>Prompts, datasets and the other things that people make.</summary>
    public RegistryStore Registry { get; }

    /// <summary>Traces that somebody decided to keep.</summary>
    public TraceArchive Archive { get; }

    /// <summary>State of each store.</summary>
    public IReadOnlyList<StoreStatus> Statuses => [Metrics.Status, Traces.Status, Logs.Status, Llm.Status, Registry.Status];

    /// <summary>Creates the data directory, private to the user, and opens the stores side by side.</summary>
    /// <exception cref="ServerStartException">The directory cannot be used, or another process uses it.</exception>
    public static Stores Open(ServerOptions options, ILoggerFactory loggers)
    {
        try
        {
            CreatePrivateDirectory(options.DataDirectory);
            StoreOptions storeOptions = OptionsOf(options, loggers);
            TraceArchive archive = TraceArchive.Open(options.DataDirectory);
            Task<MetricStore> metrics = Task.Run(() => MetricStore.Open(storeOptions));
            Task<TraceStore> traces = Task.Run(() => TraceStore.Open(storeOptions));
            Task<LogStore> logs = Task.Run(() => LogStore.Open(storeOptions));
            Task<RegistryStore> registry = Task.Run(() => RegistryStore.Open(storeOptions));
            Task<LlmStore> llm = Task.Run(async () => LlmStore.Open(storeOptions, (await registry).Prices));
            try
            {
                Task.WaitAll(metrics, traces, logs, llm, registry);
            }
            catch (AggregateException e)
            {
                CloseOpened(metrics, traces, logs, llm, registry);
                throw e.InnerException!;
            }

            return new Stores(metrics.Result, traces.Result, logs.Result, llm.Result, registry.Result, archive);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ServerStartException(e.Message, e);
        }
    }

    /// <summary>Where and how stores keep their data.</summary>
    public static StoreOptions OptionsOf(ServerOptions options, ILoggerFactory loggers) => new()
    {
        Directory = options.DataDirectory,
        Limits = options.Limits,
        TimeProvider = options.TimeProvider,
        RetentionTime = options.RetentionTime,
        RetentionBytes = options.RetentionBytes,
        Durability = options.Durability,
        Logger = loggers.CreateLogger<Stores>(),
    };

    /// <summary>One step of maintenance of every store: sync, retention, free space.</summary>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        await Metrics.RunOnceAsync(cancellationToken);
        await Traces.RunOnceAsync(cancellationToken);
        await Logs.RunOnceAsync(cancellationToken);
        await Llm.RunOnceAsync(cancellationToken);
        await Registry.RunOnceAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Metrics.DisposeAsync();
        await Traces.DisposeAsync();
        await Logs.DisposeAsync();
        await Llm.DisposeAsync();
        await Registry.DisposeAsync();
    }

    private static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void CloseOpened(params ReadOnlySpan<Task> opening)
    {
        foreach (Task each in opening)
        {
            IAsyncDisposable? store = each switch
            {
                Task<MetricStore> { IsCompletedSuccessfully: true } t => t.Result,
                Task<TraceStore> { IsCompletedSuccessfully: true } t => t.Result,
                Task<LogStore> { IsCompletedSuccessfully: true } t => t.Result,
                Task<LlmStore> { IsCompletedSuccessfully: true } t => t.Result,
                Task<RegistryStore> { IsCompletedSuccessfully: true } t => t.Result,
                _ => null,
            };
            store?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
