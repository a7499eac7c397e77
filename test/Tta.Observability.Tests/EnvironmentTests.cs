using System.Net;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

public sealed class EnvironmentTests
{
    [Fact]
    public void Without_settings_everything_goes_to_this_machine()
    {
        ObservabilitySettings settings = Resolve();

        Assert.Equal("http://127.0.0.1:4318/v1/traces", settings.Traces.Otlp!.Endpoint.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:4318/v1/metrics", settings.Metrics.Otlp!.Endpoint.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:4318/v1/logs", settings.Logs.Otlp!.Endpoint.AbsoluteUri);
        Assert.Equal(OtlpProtocol.HttpProtobuf, settings.Traces.Otlp.Protocol);
        Assert.Equal(10_000, settings.Traces.Otlp.TimeoutMs);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 9464), settings.Prometheus);
        Assert.Equal(15_000, settings.MetricIntervalMs);
        Assert.Equal("http://127.0.0.1:3000/api/public/otel/v1/traces", settings.ModelCalls!.Route("/otel/v1/traces").AbsoluteUri);
        Assert.Equal(ExemplarFilterType.TraceBased, settings.Exemplars);
        Assert.Equal(new BatchSettings(2_048, 5_000, 30_000, 512), settings.SpanBatches);
        Assert.False(settings.IsDisabled);
    }

    [Theory]
    [InlineData("http://c:4318", null, null, "http://c:4318/v1/traces")]
    [InlineData("http://c:4318/", null, null, "http://c:4318/v1/traces")]
    [InlineData("http://c/base", null, null, "http://c/base/v1/traces")]
    [InlineData("http://c:4318", "http://t/own", null, "http://t/own")]
    [InlineData("http://c:4317", null, "grpc", "http://c:4317/")]
    [InlineData(null, null, "grpc", "http://127.0.0.1:4317/")]
    [InlineData("nonsense", null, null, "http://127.0.0.1:4318/v1/traces")]
    [InlineData("", null, null, "http://127.0.0.1:4318/v1/traces")]
    public void The_endpoint_follows_the_specification(string? general, string? own, string? protocol, string endpoint)
    {
        ObservabilitySettings settings = Resolve(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", general), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", own), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol));

        Assert.Equal(endpoint, settings.Traces.Otlp!.Endpoint.AbsoluteUri);
    }

    [Fact]
    public void Settings_of_a_signal_win_over_general_ones()
    {
        ObservabilitySettings settings = Resolve(
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=1"), ("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "b=2"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000"), ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "2000"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"), ("OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "none"),
            ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "grpc"));

        Assert.Equal(("a=1", 1000, true, OtlpProtocol.HttpProtobuf), (settings.Traces.Otlp!.Headers, settings.Traces.Otlp.TimeoutMs, settings.Traces.Otlp.Gzip, settings.Traces.Otlp.Protocol));
        Assert.Equal(("b=2", 2000, false, OtlpProtocol.Grpc), (settings.Logs.Otlp!.Headers, settings.Logs.Otlp.TimeoutMs, settings.Logs.Otlp.Gzip, settings.Logs.Otlp.Protocol));
    }

    [Fact]
    public void Settings_of_the_program_win_over_the_environment()
    {
        ObservabilitySettings settings = Resolve(
            options =>
            {
                options.ServiceName = "mine";
                options.Workspace = "clone-2";
                options.OtlpEndpoint = new Uri("http://option:1");
                options.PrometheusPort = 9555;
                options.MetricExportInterval = TimeSpan.FromSeconds(2);
                options.ModelCalls.Host = new Uri("http://host:2");
            },
            ("OTEL_SERVICE_NAME", "theirs"), ("TTA_WORKSPACE", "clone-1"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://variable:1"),
            ("TTA_PROMETHEUS_PORT", "9999"), ("OTEL_METRIC_EXPORT_INTERVAL", "60000"), ("LANGFUSE_HOST", "http://variable:2"));

        Assert.Equal("mine", settings.ServiceName);
        Assert.Equal("clone-2", settings.Workspace);
        Assert.Equal("http://option:1/v1/traces", settings.Traces.Otlp!.Endpoint.AbsoluteUri);
        Assert.Equal(9555, settings.Prometheus!.Port);
        Assert.Equal(2_000, settings.MetricIntervalMs);
        Assert.Equal("http://host:2/", settings.ModelCalls!.Host.AbsoluteUri);
    }

    [Theory]
    [InlineData("own", "attributes=1,service.name=listed", "seed", "own")]
    [InlineData(null, "service.name=listed", "seed", "listed")]
    [InlineData(null, "other=1", "seed", "seed")]
    public void The_service_name_is_found_in_order(string? otel, string attributes, string? seed, string name) =>
        Assert.Equal(name, Resolve(("OTEL_SERVICE_NAME", otel), ("OTEL_RESOURCE_ATTRIBUTES", attributes), ("SERVICE_NAME", seed)).ServiceName);

    [Fact]
    public void Resource_attributes_are_decoded_and_completed()
    {
        IReadOnlyDictionary<string, object> resource =
            Resolve(("OTEL_RESOURCE_ATTRIBUTES", "team=a%2Cb , service.version=1.2,deployment.environment.name=staging,broken")).Resource;

        Assert.Equal("a,b", resource["team"]);
        Assert.Equal("1.2", resource["service.version"]);
        Assert.Equal("staging", resource["deployment.environment.name"]);
        Assert.True(Guid.TryParse((string)resource["service.instance.id"], out _));
        Assert.Equal((long)Environment.ProcessId, resource["process.pid"]);
        Assert.Equal(Environment.MachineName, resource["host.name"]);
    }

    [Fact]
    public void The_workspace_is_the_folder_of_the_work_tree()
    {
        string root = Directory.CreateTempSubdirectory("tta-workspace").FullName;
        string clone = Path.Combine(root, "TTA.dev-cline");
        string inner = Directory.CreateDirectory(Path.Combine(clone, "src", "app")).FullName;
        File.WriteAllText(Path.Combine(clone, ".git"), "gitdir: elsewhere");

        Assert.Equal("TTA.dev-cline", Resolve(options => options.WorkingDirectory = inner).Workspace);
        Assert.Equal("named", Resolve(options => options.WorkingDirectory = inner, ("TTA_WORKSPACE", "named")).Workspace);
        Assert.Equal("listed", Resolve(options => options.WorkingDirectory = inner, ("OTEL_RESOURCE_ATTRIBUTES", "workspace=listed")).Workspace);
        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData("otlp", true, false)]
    [InlineData("prometheus", false, true)]
    [InlineData("otlp,prometheus", true, true)]
    [InlineData(" OTLP , Prometheus ", true, true)]
    [InlineData("none", false, false)]
    [InlineData("", true, true)]
    [InlineData("zipkin", true, true)]
    public void Metric_exporters_are_chosen_by_name(string value, bool otlp, bool prometheus)
    {
        ObservabilitySettings settings = Resolve(("OTEL_METRICS_EXPORTER", value));

        Assert.Equal(otlp, settings.Metrics.Otlp is not null);
        Assert.Equal(prometheus, settings.Prometheus is not null);
    }

    [Fact]
    public void Exporters_of_traces_and_logs_are_chosen_by_name()
    {
        ObservabilitySettings settings = Resolve(("OTEL_TRACES_EXPORTER", "console"), ("OTEL_LOGS_EXPORTER", "none"));

        Assert.Null(settings.Traces.Otlp);
        Assert.True(settings.Traces.Console);
        Assert.Null(settings.Logs.Otlp);
        Assert.False(settings.Logs.Console);
    }

    [Theory]
    [InlineData(null, null, "ParentBased{AlwaysOnSampler}")]
    [InlineData("always_on", null, "AlwaysOnSampler")]
    [InlineData("always_off", null, "AlwaysOffSampler")]
    [InlineData("traceidratio", "0.25", "TraceIdRatioBasedSampler{0.250000}")]
    [InlineData("traceidratio", null, "TraceIdRatioBasedSampler{1.000000}")]
    [InlineData("parentbased_traceidratio", "0.5", "ParentBased{TraceIdRatioBasedSampler{0.500000}}")]
    [InlineData("parentbased_traceidratio", "7", "ParentBased{TraceIdRatioBasedSampler{1.000000}}")]
    [InlineData("parentbased_always_off", null, "ParentBased{AlwaysOffSampler}")]
    [InlineData("jaeger_remote", null, "ParentBased{AlwaysOnSampler}")]
    public void The_sampler_is_chosen_by_name(string? name, string? argument, string description)
    {
        var environment = new EnvironmentSettings(Variables(("OTEL_TRACES_SAMPLER", name), ("OTEL_TRACES_SAMPLER_ARG", argument)), new ProblemLog(null, TimeProvider.System));

        Sampler sampler = Sampling.Build(new SamplingOptions(), environment, TimeProvider.System);
        Assert.Equal(description, sampler.Description);
    }

    [Fact]
    public void Queues_and_intervals_follow_the_environment()
    {
        ObservabilitySettings settings = Resolve(
            ("OTEL_BSP_MAX_QUEUE_SIZE", "100"), ("OTEL_BSP_SCHEDULE_DELAY", "50"), ("OTEL_BSP_EXPORT_TIMEOUT", "70"), ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "9"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"), ("OTEL_METRIC_EXPORT_TIMEOUT", "400"), ("OTEL_METRICS_EXEMPLAR_FILTER", "always_off"),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"), ("OTEL_EXPORTER_PROMETHEUS_PORT", "9600"));

        Assert.Equal(new BatchSettings(100, 50, 70, 100), settings.SpanBatches);
        Assert.Equal(9, settings.LogBatches.BatchSize);
        Assert.Equal((500, 400), (settings.MetricIntervalMs, settings.MetricTimeoutMs));
        Assert.Equal(ExemplarFilterType.AlwaysOff, settings.Exemplars);
        Assert.Equal(MetricReaderTemporalityPreference.Delta, settings.Temporality);
        Assert.Equal(9600, settings.Prometheus!.Port);
    }

    [Fact]
    public void Unusable_values_are_reported_and_ignored()
    {
        var problems = new ProblemLog(null, TimeProvider.System);
        var environment = new EnvironmentSettings(Variables(("OTEL_BSP_MAX_QUEUE_SIZE", "many")), problems);

        Assert.Equal(2_048, ObservabilitySettings.Resolve(new TtaObservabilityOptions(), environment).SpanBatches.QueueSize);
        Assert.Equal("OTEL_BSP_MAX_QUEUE_SIZE='many' is ignored: expected a whole number from 1", Assert.Single(problems.Snapshot()).Message);
    }

    [Theory]
    [InlineData(null, null, "127.0.0.1")]
    [InlineData("::1", null, "::1")]
    [InlineData("localhost", null, "127.0.0.1")]
    [InlineData("0.0.0.0", null, "127.0.0.1")]
    [InlineData("0.0.0.0", "token", "0.0.0.0")]
    [InlineData("my-host", null, "127.0.0.1")]
    public void The_address_of_the_metrics_page_is_loopback_without_a_token(string? host, string? token, string address) =>
        Assert.Equal(IPAddress.Parse(address), Resolve(options => options.PrometheusToken = token, ("OTEL_EXPORTER_PROMETHEUS_HOST", host)).Prometheus!.Address);

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("warn", false, true)]
    [InlineData("none", false, false)]
    [InlineData("ERROR", false, false)]
    [InlineData("debug", true, true)]
    [InlineData("loud", false, true)]
    public async Task The_log_level_says_what_is_printed_and_problems_are_kept_at_any(string? level, bool settings, bool problems)
    {
        var printed = new StringWriter();
        await using (var program = new ObservedProgram(
            options => options.ProblemOutput = printed, ("OTEL_LOG_LEVEL", level ?? ""), ("OTEL_BSP_MAX_QUEUE_SIZE", "many"), ("OTEL_SERVICE_NAME", "theirs")))
        {
            Assert.Contains(program.Session.Problems, problem => problem.Code == "setting-ignored");
        }

        Assert.Equal(settings, printed.ToString().Contains("service observed, workspace tests; traces http://127.0.0.1:4318/v1/traces", StringComparison.Ordinal));
        Assert.Equal(problems, printed.ToString().Contains("is ignored", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("TRUE")]
    public async Task The_sdk_can_be_disabled(string value)
    {
        await using ObservabilitySession session =
            ObservabilitySession.Start(new TtaObservabilityOptions { Environment = Variables(("OTEL_SDK_DISABLED", value)) });

        Assert.False(session.IsEnabled);
        Assert.Null(session.PrometheusPort);
        Assert.True(await session.FlushAsync());
    }

    [Fact]
    public void Wrong_settings_of_the_program_are_refused_at_start_with_the_remedy()
    {
        Refused("ServiceName", options => options.ServiceName = " ");
        Refused("http://127.0.0.1:4318", options => options.OtlpEndpoint = new Uri("ftp://x"));
        Refused("http://127.0.0.1:4318", options => options.OtlpEndpoint = new Uri("v1/traces", UriKind.Relative));
        Refused("PrometheusPort 70000", options => options.PrometheusPort = 70_000);
        Refused("MaxSeriesPerInstrument", options => options.MaxSeriesPerInstrument = 0);
        Refused("Sampling.Ratio", options => options.Sampling.Ratio = 1.5);
        Refused("ShutdownTimeout", options => options.ShutdownTimeout = TimeSpan.Zero);

        static void Refused(string expected, Action<TtaObservabilityOptions> configure) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Resolve(configure)).Message, StringComparison.Ordinal);
    }

    private static ObservabilitySettings Resolve(params (string Name, string? Value)[] variables) => Resolve(_ => { }, variables);

    private static ObservabilitySettings Resolve(Action<TtaObservabilityOptions> configure, params (string Name, string? Value)[] variables)
    {
        var options = new TtaObservabilityOptions();
        configure(options);
        return ObservabilitySettings.Resolve(options, new EnvironmentSettings(Variables(variables), new ProblemLog(null, TimeProvider.System)));
    }

    private static Dictionary<string, string> Variables(params (string Name, string? Value)[] variables) =>
        variables.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Name, variable => variable.Value!, StringComparer.Ordinal);
}
