using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>
/// Switches telemetry on for this process: traces, metrics and logs by OTLP, a Prometheus endpoint, and model calls with their
/// content to the LLM store. One call at the start of the program is enough; every primitive reports itself from then on.
/// </summary>
/// <remarks>
/// All members are thread-safe. Telemetry never throws into the application: only wrong settings do, from
/// <see cref="Initialize(Action{TtaObservabilityOptions}?)"/>. What goes wrong later is told by <see cref="Problems"/>.
/// </remarks>
/// <example>
/// <code>
/// await using var observability = TtaObservability.Initialize("my-app");
/// </code>
/// </example>
public static class TtaObservability
{
    private static readonly Lock s_gate = new();
    private static ObservabilitySession? s_current;

    static TtaObservability()
    {
        // A program that crashes does not get as far as ProcessExit, and its last spans are the ones that matter.
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Current?.Dispose();
        AppDomain.CurrentDomain.UnhandledException += static (_, crash) =>
        {
            if (crash.IsTerminating)
            {
                Current?.Dispose();
            }
        };
    }

    /// <summary>Whether telemetry is being collected: initialised, not shut down and not disabled by <c>OTEL_SDK_DISABLED</c>.</summary>
    public static bool IsEnabled => Current?.IsEnabled ?? false;

    /// <summary>Loggers whose records are exported with trace and span ids. Does nothing before the initialisation.</summary>
    public static ILoggerFactory LoggerFactory => Current?.LoggerFactory ?? NullLoggerFactory.Instance;

    /// <summary>Port of the Prometheus endpoint; null when it is off or could not be opened.</summary>
    public static int? PrometheusPort => Current?.PrometheusPort;

    /// <summary>What went wrong so far, oldest first: settings that were ignored, a port in use, a receiver that does not answer.</summary>
    public static IReadOnlyList<ObservabilityProblem> Problems => Current?.Problems ?? [];

    /// <summary>The running session, or null.</summary>
    public static ObservabilitySession? Current => Volatile.Read(ref s_current);

    /// <summary>Starts telemetry for this process. See <see cref="Initialize(Action{TtaObservabilityOptions}?)"/>.</summary>
    /// <param name="serviceName">The name the telemetry carries as <c>service.name</c>, for example <c>tta-dev-main</c>.</param>
    /// <param name="configure">Changes the other settings; null keeps the defaults.</param>
    /// <returns>The running session; disposing it flushes and stops telemetry.</returns>
    /// <exception cref="ArgumentException"><paramref name="serviceName"/> is blank, or a setting is wrong.</exception>
    public static ObservabilitySession Initialize(string serviceName, Action<TtaObservabilityOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceName);
        return Initialize(options =>
        {
            options.ServiceName = serviceName;
            configure?.Invoke(options);
        });
    }

    /// <summary>
    /// Starts telemetry for this process. Settings come from <paramref name="configure"/>, then the environment
    /// (<c>OTEL_*</c>, <c>TTA_WORKSPACE</c>, <c>TTA_PROMETHEUS_PORT</c>, <c>LANGFUSE_*</c>), then the defaults.
    /// </summary>
    /// <remarks>
    /// The primitives log to <see cref="LoggerFactory"/> unless <see cref="TtaLogging.LoggerFactory"/> was set before.
    /// A second call keeps the first settings, reports the difference as a problem, and returns the same session.
    /// </remarks>
    /// <param name="configure">Changes the settings; null keeps the defaults.</param>
    /// <returns>The running session; disposing it flushes and stops telemetry.</returns>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it and the remedy.</exception>
    public static ObservabilitySession Initialize(Action<TtaObservabilityOptions>? configure = null)
    {
        var options = new TtaObservabilityOptions();
        configure?.Invoke(options);
        lock (s_gate)
        {
            if (s_current is { IsDisposed: false } running)
            {
                running.ReportSecondStart(options);
                return running;
            }

            ObservabilitySession started = ObservabilitySession.Start(options);
            Volatile.Write(ref s_current, started);
            if (TtaLogging.LoggerFactory is NullLoggerFactory && started.IsEnabled)
            {
                TtaLogging.LoggerFactory = started.LoggerFactory;
            }

            return started;
        }
    }

    /// <summary>Sends everything that is queued.</summary>
    /// <param name="timeout">How long to wait; null takes <see cref="TtaObservabilityOptions.ShutdownTimeout"/>.</param>
    /// <param name="cancellationToken">Stops the waiting, not the sending.</param>
    /// <returns>Whether everything was sent in time; true when telemetry is off.</returns>
    public static Task<bool> FlushAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Current?.FlushAsync(timeout, cancellationToken) ?? Task.FromResult(true);

    /// <summary>Flushes and stops telemetry. <see cref="Initialize(Action{TtaObservabilityOptions}?)"/> may be called again afterwards.</summary>
    public static ValueTask ShutdownAsync() => Current?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static void Forget(ObservabilitySession session)
    {
        lock (s_gate)
        {
            if (ReferenceEquals(s_current, session))
            {
                s_current = null;
                if (ReferenceEquals(TtaLogging.LoggerFactory, session.LoggerFactory))
                {
                    TtaLogging.LoggerFactory = NullLoggerFactory.Instance;
                }
            }
        }
    }
}
