using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tta.Observability;

/// <summary>
/// Telemetry of this process from <see cref="TtaObservability.Initialize(Action{TtaObservabilityOptions}?)"/> to its disposal.
/// Thread-safe; no member throws because of telemetry.
/// </summary>
public sealed class ObservabilitySession : IAsyncDisposable, IDisposable
{
    private readonly ObservabilitySettings _settings;
    private readonly TimeSpan _shutdownTimeout;
    private readonly ProblemLog _problems;
    private readonly ExportCounters _counters;
    private readonly LogPipeline? _logs;
    private readonly LangfusePipeline? _langfuse;
    private readonly TracerProvider? _traces;
    private readonly MetricPipeline? _metrics;
    private readonly PrometheusEndpoint? _endpoint;
    private readonly Registration? _registration;
    private readonly Propagation? _propagation;
    private readonly CancellationTokenSource _closing = new();
    private int _isDisposed;

    private ObservabilitySession(TtaObservabilityOptions options)
    {
        IReadOnlyDictionary<string, string> variables = options.Environment ?? EnvironmentSettings.OfProcess();
        var redactor = new Redactor(options.Redaction, variables);
        var diagnostics = DiagnosticLevel.Of(variables);
        _problems = new ProblemLog(diagnostics.ShowsProblems ? options.ProblemOutput : null, options.Time) { Redactor = redactor };
        var environment = new EnvironmentSettings(variables, _problems);
        diagnostics.ReportUnknown(environment);
        _settings = ObservabilitySettings.Resolve(options, environment).WithoutSecrets(redactor);
        // Budgets are a matter of the application, also without telemetry.
        options.Personas?.Listen();
        _shutdownTimeout = options.ShutdownTimeout;
        Time = options.Time;
        _counters = new ExportCounters();
        if (_settings.IsDisabled)
        {
            return;
        }

        ExportFailures.Listen();
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddTelemetrySdk().AddAttributes(_settings.Resource);
        var parts = new SessionParts(options, environment, _settings, resource, redactor, new LabelGuard(redactor), _counters, _problems, _closing.Token);
        _logs = new LogPipeline(parts);
        _problems.Logger = _logs.Factory.CreateLogger(TelemetryNames.Meter);
        _langfuse = _settings.ModelCalls is { } target ? new LangfusePipeline(parts, target) : null;
        _traces = options.EnableTraces ? TracePipeline.Build(parts, _langfuse?.Calls) : null;
        if (options.EnableMetrics)
        {
            PrometheusExporter? prometheus = null;
            if (_settings.Prometheus is { } address)
            {
                prometheus = new PrometheusExporter(_settings.Resource, options.MaxSeriesPerInstrument, parts.Labels, _problems);
                _endpoint = OpenEndpoint(address, options.PrometheusToken, prometheus, _problems);
            }

            _metrics = new MetricPipeline(parts, _endpoint is null ? null : prometheus);
        }

        _propagation = new Propagation(_settings);
        _registration = _endpoint is null ? null : Register(_endpoint, options, environment);
        if (diagnostics.ShowsSettings)
        {
            options.ProblemOutput?.WriteLine($"tta telemetry: {_settings.Describe(PrometheusPort)}");
        }
    }

    /// <summary>Whether telemetry is collected: not disposed and not disabled by <c>OTEL_SDK_DISABLED</c>.</summary>
    public bool IsEnabled => !_settings.IsDisabled && !IsDisposed;

    /// <summary>The <c>service.name</c> that telemetry carries.</summary>
    public string ServiceName => _settings.ServiceName;

    /// <summary>The <c>workspace</c> that telemetry carries.</summary>
    public string Workspace => _settings.Workspace;

    /// <summary>Port of the Prometheus endpoint; null when it is off or could not be opened.</summary>
    public int? PrometheusPort => _endpoint?.Port;

    /// <summary>Loggers whose records are exported with trace and span ids.</summary>
    public ILoggerFactory LoggerFactory => _logs?.Factory ?? NullLoggerFactory.Instance;

    /// <summary>What went wrong so far, oldest first.</summary>
    public IReadOnlyList<ObservabilityProblem> Problems => _problems.Snapshot();

    internal bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    internal ExportCounters Counters => _counters;

    internal ScoreSender? Scores => _langfuse?.Scores;

    internal LangfuseRegistry? Registry => IsEnabled ? _langfuse?.Registry : null;

    internal TimeProvider Time { get; }

    internal PromptCache? Prompts => IsEnabled ? _langfuse?.Prompts : null;

    internal ILoggerProvider LoggerProvider => (ILoggerProvider?)_logs?.Provider ?? NullLoggerProvider.Instance;

    internal void Report(string code, string message) => _problems.Report(code, message);

    internal static ObservabilitySession Start(TtaObservabilityOptions options) => new(options);

    /// <summary>Sends everything that is queued.</summary>
    /// <param name="timeout">How long to wait; null takes <see cref="TtaObservabilityOptions.ShutdownTimeout"/>.</param>
    /// <param name="cancellationToken">Stops the waiting, not the sending.</param>
    /// <returns>Whether everything was sent in time; true when telemetry is off.</returns>
    public async Task<bool> FlushAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (!IsEnabled)
        {
            return true;
        }

        TimeSpan limit = timeout ?? _shutdownTimeout;
        int limitMs = (int)limit.TotalMilliseconds;
        try
        {
            // The SDK's limits cover its queues; a receiver that holds its answer back is waited for longer.
            return await Task.Run(() => Flush(limitMs), CancellationToken.None).WaitAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Flushes and stops telemetry, within <see cref="TtaObservabilityOptions.ShutdownTimeout"/>.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    /// <summary>Flushes and stops telemetry, within <see cref="TtaObservabilityOptions.ShutdownTimeout"/>; blocks that long.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        TtaObservability.Forget(this);
        _propagation?.Dispose();
        _registration?.Dispose();
        _endpoint?.Dispose();
        // No further attempts from here on. The source is not disposed: an export that is held up still looks at it.
        _closing.Cancel();
        // What a receiver holds up for longer is left behind: the program must be able to end.
        Task.Run(End).Wait(_shutdownTimeout);
    }

    internal void ReportSecondStart(TtaObservabilityOptions options)
    {
        var unsaid = new ProblemLog(null, options.Time);
        ObservabilitySettings other = ObservabilitySettings.Resolve(options, new EnvironmentSettings(options.Environment ?? EnvironmentSettings.OfProcess(), unsaid));
        List<string> different = _settings.DifferencesFrom(other);
        if (different.Count > 0)
        {
            _problems.Report(
                "initialized-twice",
                $"telemetry is already running with other settings, which stay: {string.Join(", ", different)}. Initialise once, or shut down before");
        }
    }

    private Registration? Register(PrometheusEndpoint endpoint, TtaObservabilityOptions options, EnvironmentSettings environment)
    {
        string folder = options.WorkingDirectory ?? Environment.CurrentDirectory;
        string address = new IPEndPoint(_settings.Prometheus!.Address, endpoint.Port).ToString();
        RegisteredProcess entry = WorkspaceRegistry.ThisProcess(Workspace, WorkspaceFolder.Of(folder)?.FullName ?? folder, ServiceName, address);
        return Registration.Enter(WorkspaceRegistry.OfUser(environment), entry, _problems);
    }

    private static PrometheusEndpoint? OpenEndpoint(IPEndPoint address, string? token, PrometheusExporter exporter, ProblemLog problems)
    {
        try
        {
            return new PrometheusEndpoint(address, token, exporter);
        }
        catch (SocketException e)
        {
            // The application matters more than its metrics, and these still go out by OTLP.
            string fix = e.SocketErrorCode is SocketError.AddressAlreadyInUse
                ? $"another program has the port ('ss -ltnp sport = :{address.Port}' tells which). Give each program its own by TTA_PROMETHEUS_PORT, or 0 for a free one"
                : e.Message;
            problems.Report("prometheus-port-in-use", $"cannot serve metrics at {address}: {fix}. The program goes on without this endpoint");
            return null;
        }
    }

    private bool Flush(int limitMs)
    {
        bool traces = true;
        bool logs = true;
        bool langfuse = true;
        Parallel.Invoke(
            () => traces = _traces?.ForceFlush(limitMs) ?? true,
            () => logs = _logs?.Flush(limitMs) ?? true,
            () => langfuse = _langfuse?.Flush(limitMs) ?? true);
        // Metrics last: they tell what became of the other signals.
        bool metrics = _metrics?.Flush(limitMs) ?? true;
        return traces && logs && langfuse && metrics;
    }

    private void End()
    {
        int limitMs = (int)_shutdownTimeout.TotalMilliseconds;
        Parallel.Invoke(
            () => _traces?.Shutdown(limitMs),
            () => _logs?.Shutdown(limitMs),
            () => _langfuse?.Shutdown(limitMs));
        _metrics?.Shutdown(limitMs);
        _traces?.Dispose();
        _metrics?.Dispose();
        _logs?.Dispose();
        _langfuse?.Dispose();
        _counters.Dispose();
    }
}
