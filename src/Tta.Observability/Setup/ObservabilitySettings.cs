using System.Net;
using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>All settings of a session, resolved from the program, the environment and the defaults, in this order.</summary>
internal sealed record ObservabilitySettings
{
    public required bool IsDisabled { get; init; }

    public required IReadOnlyDictionary<string, object> Resource { get; init; }

    public required SignalExport Traces { get; init; }

    public required SignalExport Metrics { get; init; }

    public required SignalExport Logs { get; init; }

    public required BatchSettings SpanBatches { get; init; }

    public required BatchSettings LogBatches { get; init; }

    public required int MetricIntervalMs { get; init; }

    public required int MetricTimeoutMs { get; init; }

    public required MetricReaderTemporalityPreference Temporality { get; init; }

    public required bool ExponentialHistograms { get; init; }

    public required ExemplarFilterType Exemplars { get; init; }

    /// <summary>Null: no endpoint.</summary>
    public required IPEndPoint? Prometheus { get; init; }

    public required ModelCallTarget? ModelCalls { get; init; }

    public required PropagationFormats Propagators { get; init; }

    public required IReadOnlyList<string> BaggageDestinations { get; init; }

    public string ServiceName => Resource[ResourceAttributes.ServiceName].ToString() ?? "";

    public string Workspace => Resource[ResourceAttributes.Workspace].ToString() ?? "";

    /// <exception cref="ArgumentException">A setting of the program is wrong.</exception>
    public static ObservabilitySettings Resolve(TtaObservabilityOptions options, EnvironmentSettings environment)
    {
        Check(options);
        SignalExport metrics = SignalExport.Resolve("metrics", options.EnableMetrics, options, environment, "otlp", "prometheus", "none", "console");
        int port = options.PrometheusPort
            ?? environment.Number("TTA_PROMETHEUS_PORT", 0, 65_535)
            ?? environment.Number("OTEL_EXPORTER_PROMETHEUS_PORT", 0, 65_535)
            ?? 9464;
        return new ObservabilitySettings
        {
            IsDisabled = environment.Flag("OTEL_SDK_DISABLED") ?? false,
            Resource = ResourceAttributes.Resolve(options, environment),
            Traces = SignalExport.Resolve("traces", options.EnableTraces, options, environment, "otlp", "none", "console"),
            Metrics = metrics,
            Logs = SignalExport.Resolve("logs", options.EnableLogs, options, environment, "otlp", "none", "console"),
            SpanBatches = BatchSettings.Resolve("OTEL_BSP", 5_000, environment),
            LogBatches = BatchSettings.Resolve("OTEL_BLRP", 1_000, environment),
            MetricIntervalMs = options.MetricExportInterval is { } interval
                ? (int)interval.TotalMilliseconds
                : environment.Number("OTEL_METRIC_EXPORT_INTERVAL", 1) ?? 15_000,
            MetricTimeoutMs = environment.Number("OTEL_METRIC_EXPORT_TIMEOUT", 1) ?? 30_000,
            Temporality = environment.Word("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "cumulative", "delta", "lowmemory") switch
            {
                "delta" => MetricReaderTemporalityPreference.Delta,
                "lowmemory" => MetricReaderTemporalityPreference.LowMemory,
                _ => MetricReaderTemporalityPreference.Cumulative,
            },
            ExponentialHistograms = environment.Word(
                "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "explicit_bucket_histogram", "base2_exponential_bucket_histogram") is "base2_exponential_bucket_histogram",
            Exemplars = environment.Word("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based", "always_on", "always_off") switch
            {
                "always_on" => ExemplarFilterType.AlwaysOn,
                "always_off" => ExemplarFilterType.AlwaysOff,
                _ => ExemplarFilterType.TraceBased,
            },
            Prometheus = options.EnablePrometheus && metrics.Prometheus ? new IPEndPoint(AddressOf(options, environment), port) : null,
            Propagators = Propagation.Formats(environment),
            BaggageDestinations = [.. options.BaggageDestinations, .. environment.List("TTA_BAGGAGE_DESTINATIONS")],
            ModelCalls = options is { EnableTraces: true, ModelCalls.Enabled: true } ? ModelCallTarget.Resolve(options.ModelCalls, environment) : null,
        };
    }

    /// <summary>The same with a resource that may leave the process.</summary>
    public ObservabilitySettings WithoutSecrets(Redactor redactor) => this with
    {
        Resource = Resource.ToDictionary(static attribute => attribute.Key, attribute => redactor.Attribute(attribute.Key, attribute.Value)!, StringComparer.Ordinal),
    };

    /// <summary>What is set up, in one line.</summary>
    public string Describe(int? prometheusPort) =>
        $"service {ServiceName}, workspace {Workspace}; traces {To(Traces)}, metrics {To(Metrics)}, logs {To(Logs)}, model calls {ModelCalls?.Host.AbsoluteUri ?? "off"}, "
        + $"metrics page {(prometheusPort is { } port ? $"http://{Prometheus!.Address}:{port}/metrics" : "off")}";

    /// <summary>The settings that differ, as <c>name=mine (not theirs)</c>.</summary>
    public List<string> DifferencesFrom(ObservabilitySettings other)
    {
        List<string> different = [];
        Compare("service.name", ServiceName, other.ServiceName);
        Compare("workspace", Workspace, other.Workspace);
        Compare("prometheus", Prometheus, other.Prometheus);
        Compare("traces", Traces.Otlp?.Endpoint, other.Traces.Otlp?.Endpoint);
        Compare("metrics", Metrics.Otlp?.Endpoint, other.Metrics.Otlp?.Endpoint);
        Compare("logs", Logs.Otlp?.Endpoint, other.Logs.Otlp?.Endpoint);
        Compare("model calls", ModelCalls?.Host, other.ModelCalls?.Host);
        return different;

        void Compare(string name, object? mine, object? theirs)
        {
            if (!Equals(mine, theirs))
            {
                different.Add($"{name}={mine ?? "off"} (not {theirs ?? "off"})");
            }
        }
    }

    // The program's address wins; the environment names one for a program that leaves it at its default.
    private static IPAddress AddressOf(TtaObservabilityOptions options, EnvironmentSettings environment)
    {
        const string Variable = "OTEL_EXPORTER_PROMETHEUS_HOST";
        if (options.PrometheusAddress is { } chosen)
        {
            return chosen;
        }

        if (environment.Text(Variable) is not { } host)
        {
            return IPAddress.Loopback;
        }

        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        if (!IPAddress.TryParse(host, out IPAddress? address))
        {
            environment.Ignore(Variable, host, "an IP address or localhost");
            return IPAddress.Loopback;
        }

        if (!IPAddress.IsLoopback(address) && string.IsNullOrEmpty(options.PrometheusToken))
        {
            environment.Ignore(Variable, host, "a loopback address, because the program sets no PrometheusToken");
            return IPAddress.Loopback;
        }

        return address;
    }

    private static void Check(TtaObservabilityOptions options)
    {
        Require(options.ServiceName is null || options.ServiceName.Trim().Length > 0, "ServiceName is blank: give the application a name or leave it null");
        Require(IsHttp(options.OtlpEndpoint), $"OtlpEndpoint {options.OtlpEndpoint} is not an absolute http or https address, such as http://127.0.0.1:4318");
        Require(IsHttp(options.ModelCalls.Host), $"ModelCalls.Host {options.ModelCalls.Host} is not an absolute http or https address, such as http://127.0.0.1:3000");
        Require(options.PrometheusPort is null or (>= 0 and <= 65_535), $"PrometheusPort {options.PrometheusPort} is not a port: 0 takes a free one, 65535 is the highest");
        Require(
            !options.EnablePrometheus || options.PrometheusAddress is null || IPAddress.IsLoopback(options.PrometheusAddress) || !string.IsNullOrEmpty(options.PrometheusToken),
            $"PrometheusAddress {options.PrometheusAddress} is reachable from other machines: set PrometheusToken, or listen on loopback");
        Require(options.MaxSeriesPerInstrument >= 1, $"MaxSeriesPerInstrument {options.MaxSeriesPerInstrument} must be at least 1");
        Require(options.MetricExportInterval is null || options.MetricExportInterval >= TimeSpan.FromMilliseconds(1), "MetricExportInterval must be at least 1 ms");
        Require(options.ShutdownTimeout > TimeSpan.Zero, $"ShutdownTimeout {options.ShutdownTimeout} must be positive");
        Require(options.Sampling.Ratio is null or (>= 0 and <= 1), $"Sampling.Ratio {options.Sampling.Ratio} is not a share from 0 to 1");
        Require(options.Sampling.MaxTracesPerSecond is null or > 0, $"Sampling.MaxTracesPerSecond {options.Sampling.MaxTracesPerSecond} must be positive");
        Require(options.ModelCalls is { QueueSize: >= 1, MaxContentLength: >= 0, MaxQueuedContentBytes: >= 0 }, "ModelCalls: QueueSize must be at least 1, the lengths at least 0");
    }

    private static string To(SignalExport export) => export.Otlp?.Endpoint.AbsoluteUri ?? "off";

    private static bool IsHttp(Uri? address) => address is null || (address.IsAbsoluteUri && address.Scheme is "http" or "https");

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
