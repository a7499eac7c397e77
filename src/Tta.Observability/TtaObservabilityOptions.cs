using System.Net;

namespace Tta.Observability;

/// <summary>
/// Settings of telemetry. What is left null comes from the environment, then from the default named at each member.
/// </summary>
/// <remarks>Not thread-safe; read once by the initialisation.</remarks>
public sealed class TtaObservabilityOptions
{
    /// <summary>Name of the application (<c>service.name</c>).</summary>
    /// <value>Null: <c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>, <c>SERVICE_NAME</c>, then the name of the entry assembly.</value>
    public string? ServiceName { get; set; }

    /// <summary>Version of the application (<c>service.version</c>).</summary>
    /// <value>Null: <c>OTEL_RESOURCE_ATTRIBUTES</c>, then the version of the entry assembly.</value>
    public string? ServiceVersion { get; set; }

    /// <summary>Which clone of the repository this process runs from (<c>workspace</c>).</summary>
    /// <value>Null: <c>TTA_WORKSPACE</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>, then the folder name of the git work tree, then <c>default</c>.</value>
    public string? Workspace { get; set; }

    /// <summary>Where the application is deployed (<c>deployment.environment.name</c>).</summary>
    /// <value>Null: <c>OTEL_RESOURCE_ATTRIBUTES</c>, <c>DOTNET_ENVIRONMENT</c>, <c>ENVIRONMENT</c>, then <c>development</c>.</value>
    public string? DeploymentEnvironment { get; set; }

    /// <summary>Further resource attributes: strings, booleans and numbers. They win over <c>OTEL_RESOURCE_ATTRIBUTES</c>.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, object> ResourceAttributes { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>Base address of the OTLP receiver; <c>/v1/traces</c> and so on are appended for HTTP.</summary>
    /// <value>Null: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its forms per signal, then <c>http://127.0.0.1:4318</c> (4317 for gRPC).</value>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Protocol of the OTLP receiver.</summary>
    /// <value>Null: <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> and its forms per signal, then <see cref="OtlpProtocol.HttpProtobuf"/>.</value>
    public OtlpProtocol? OtlpProtocol { get; set; }

    /// <summary>Whether spans are collected.</summary>
    /// <value>True by default; <c>OTEL_TRACES_EXPORTER=none</c> switches their export off too.</value>
    public bool EnableTraces { get; set; } = true;

    /// <summary>Whether metrics are collected.</summary>
    /// <value>True by default; <c>OTEL_METRICS_EXPORTER=none</c> switches their export off too.</value>
    public bool EnableMetrics { get; set; } = true;

    /// <summary>Whether log records are collected.</summary>
    /// <value>True by default; <c>OTEL_LOGS_EXPORTER=none</c> switches their export off too.</value>
    public bool EnableLogs { get; set; } = true;

    /// <summary>Whether metrics are served to a Prometheus scraper.</summary>
    /// <value>True by default.</value>
    public bool EnablePrometheus { get; set; } = true;

    /// <summary>Port of the Prometheus endpoint; 0 takes a free one, told by <see cref="ObservabilitySession.PrometheusPort"/>.</summary>
    /// <value>Null: <c>TTA_PROMETHEUS_PORT</c>, <c>OTEL_EXPORTER_PROMETHEUS_PORT</c>, then 9464. A port in use switches the endpoint off and is reported as a problem.</value>
    public int? PrometheusPort { get; set; }

    /// <summary>Address the Prometheus endpoint listens on. Beyond loopback a <see cref="PrometheusToken"/> is required.</summary>
    /// <value>Null: <c>OTEL_EXPORTER_PROMETHEUS_HOST</c> (an IP address), then loopback (IPv4).</value>
    public IPAddress? PrometheusAddress { get; set; }

    /// <summary>Bearer token that a scraper must send.</summary>
    /// <value>Null by default: no token is asked for.</value>
    public string? PrometheusToken { get; set; }

    /// <summary>How often metrics are sent by OTLP.</summary>
    /// <value>Null: <c>OTEL_METRIC_EXPORT_INTERVAL</c>, then 15 s.</value>
    public TimeSpan? MetricExportInterval { get; set; }

    /// <summary>Most series that one instrument may have; further label sets share one series with <c>otel_metric_overflow="true"</c>.</summary>
    /// <value>2,000 by default; at least 1.</value>
    public int MaxSeriesPerInstrument { get; set; } = 2_000;

    /// <summary>Whether garbage collector, thread pool, CPU and memory metrics of the process are collected (meter <c>System.Runtime</c>).</summary>
    /// <value>True by default.</value>
    public bool RuntimeMetrics { get; set; } = true;

    /// <summary>Whether metrics of outgoing HTTP are collected (meters <c>System.Net.Http</c> and <c>System.Net.NameResolution</c>).</summary>
    /// <value>True by default.</value>
    public bool HttpClientMetrics { get; set; } = true;

    /// <summary>Whether outgoing HTTP requests become spans (source <c>System.Net.Http</c>).</summary>
    /// <value>False by default: model calls and primitives have spans of their own.</value>
    public bool HttpClientSpans { get; set; }

    /// <summary>
    /// Whether requests that a web server of this process answers become spans (source <c>Microsoft.AspNetCore</c>): the link between the
    /// caller's span and the workflow that the request starts.
    /// </summary>
    /// <value>True by default; nothing to collect in programs without ASP.NET Core.</value>
    public bool HttpServerSpans { get; set; } = true;

    /// <summary>
    /// Hosts that baggage, session, correlation id, persona and chat mode travel to with HTTP requests: <c>example.com</c> for that host,
    /// <c>*.example.com</c> for every host below it, <c>*</c> for all. The trace id travels to every host. HTTP clients that were made
    /// before the initialisation keep .NET's own rules.
    /// </summary>
    /// <value>Empty by default; hosts of <c>TTA_BAGGAGE_DESTINATIONS</c> (separated by commas) are added. This machine is always one.</value>
    public IList<string> BaggageDestinations { get; } = [];

    /// <summary>Names of further activity sources to collect; a trailing <c>*</c> matches any ending.</summary>
    /// <value>Empty by default; the sources of the Tta libraries are always collected.</value>
    public IList<string> ActivitySources { get; } = [];

    /// <summary>Names of further meters to collect; a trailing <c>*</c> matches any ending.</summary>
    /// <value>Empty by default; the meters of the Tta libraries are always collected.</value>
    public IList<string> Meters { get; } = [];

    /// <summary>Sampling of traces.</summary>
    public SamplingOptions Sampling { get; } = new();

    /// <summary>What is hidden in everything that leaves the process.</summary>
    public RedactionOptions Redaction { get; } = new();

    /// <summary>Personas whose budgets are charged with the tokens of model calls.</summary>
    /// <value>Null by default.</value>
    public PersonaTracker? Personas { get; set; }

    /// <summary>Where model calls go with their prompts and completions.</summary>
    public ModelCallOptions ModelCalls { get; } = new();

    /// <summary>How long a flush at shutdown or process exit may take.</summary>
    /// <value>5 s by default.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where problems are printed, one line each, once a minute at most per kind.</summary>
    /// <value>
    /// Standard error by default; null, or <c>OTEL_LOG_LEVEL</c> <c>none</c> or <c>error</c>, prints nothing, and <c>info</c> prints what is
    /// set up as well. Problems are always logged and kept in <see cref="TtaObservability.Problems"/>.
    /// </value>
    public TextWriter? ProblemOutput { get; set; } = Console.Error;

    /// <summary>The environment the settings come from; tests bring their own.</summary>
    internal IReadOnlyDictionary<string, string>? Environment { get; set; }

    /// <summary>Where the console exporters print.</summary>
    internal TextWriter ConsoleOutput { get; set; } = Console.Out;

    internal string? WorkingDirectory { get; set; }

    internal TimeProvider Time { get; set; } = TimeProvider.System;
}
