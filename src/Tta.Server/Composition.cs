using Tta.Agent.Configuration;
using Tta.Agent.Scraping;
using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.Query.LogQl;
using Tta.Query.PromQl;
using Tta.Query.TraceQl;
using Tta.Server.Collection;
using Tta.Server.Forwarding;
using Tta.Server.Health;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Server.Jaeger;
using Tta.Server.Langfuse;
using Tta.Server.Langfuse.Comments;
using Tta.Server.Langfuse.Datasets;
using Tta.Server.Langfuse.Media;
using Tta.Server.Langfuse.Models;
using Tta.Server.Langfuse.Prompts;
using Tta.Server.Langfuse.Queues;
using Tta.Server.Langfuse.ScoreConfigs;
using Tta.Server.Live;
using Tta.Server.Loki;
using Tta.Server.Otlp;
using Tta.Server.Prometheus;
using Tta.Server.Push;
using Tta.Server.Redaction;
using Tta.Server.Rules;
using Tta.Server.SelfMetrics;
using Tta.Server.Tempo;
using Tta.Server.Traces;
using Tta.Server.Ui;
using Tta.Server.Web;

namespace Tta.Server;

/// <summary>The composition root: builds what the server is made of and owns it.</summary>
internal sealed class Composition : IAsyncDisposable
{
    private static readonly TimeSpan s_maintenancePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_heapPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_ratePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_spanMetricsPeriod = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_prunePeriod = TimeSpan.FromMinutes(1);
    private readonly ILoggerFactory _loggers;
    private readonly PromQlEngine _promQl;
    private readonly LogQlEngine _logQl;
    private readonly TraceQlEngine _traceQl;
    private readonly PushedInstances _pushed;
    private readonly IngestRates _rates;
    private readonly ArchivedTraceSource _traces;
    private readonly CollectionConfig _configured;
    private readonly HttpClient _scrapeClient;
    private readonly Appenders _intake;
    private readonly CounterFamily _ruleFailures;
    private Collector? _collector;
    private readonly List<BackgroundLoop> _loops = [];

    private Composition(
        ServerOptions options, ILoggerFactory loggers, Stores stores, ProjectKeys keys, CollectionConfig configured, HttpClient scrapeClient)
    {
        _loggers = loggers;
        _configured = configured;
        _scrapeClient = scrapeClient;
        Options = options;
        Stores = stores;
        Keys = keys;
        MediaLinks = new MediaLinks(options.TimeProvider);
        StartedAt = options.TimeProvider.GetUtcNow();
        Metrics = new ServerMetrics(options.TimeProvider);
        StoreMetrics.AddTo(Metrics, () => stores.Statuses);
        Bodies = new BodyBudget(options.Limits.MaxInFlightRequestBytes);
        Metrics.Add(new GaugeFamily("tta_request_body_bytes", "Memory that request bodies hold.", () => [("", Bodies.HeldBytes)]));
        Redactor = IntakeRedactor.Create(options, Metrics.Add(new CounterFamily("tta_redacted_texts_total", "Texts in which something was hidden.")).With());
        LangfuseForwarding = LangfuseForwarding.Open(options, Metrics, loggers);
        Appenders kept = Appenders.Of(stores, LangfuseForwarding);
        _intake = Redactor is null ? kept : kept.Redacting(Redactor);
        Meter = new IngestMeter(Metrics, new RejectionLog(loggers.CreateLogger<RejectionLog>(), options.TimeProvider));
        _ruleFailures = Metrics.Add(new CounterFamily("tta_rule_failures_total", "Evaluations of rules that failed.", "group"));
        _promQl = new PromQlEngine(stores.Metrics, new PromQlOptions { Limits = options.Limits, TimeProvider = options.TimeProvider });
        _logQl = new LogQlEngine(stores.Logs, new LogQlOptions { Limits = options.Limits, TimeProvider = options.TimeProvider });
        _traceQl = new TraceQlEngine(stores.Traces, new TraceQlOptions { Limits = options.Limits, TimeProvider = options.TimeProvider });
        _pushed = new PushedInstances(options.TimeProvider);
        _rates = new IngestRates(Meter, options.TimeProvider);
        _traces = new ArchivedTraceSource(stores.Traces, stores.Archive);
        SpanMetrics = CreateSpanMetrics();
        Apis = [.. UiApis(), .. QueryApis(), .. IngestApis(), new AgentApi(this)];
    }

    public ServerOptions Options { get; }

    public Stores Stores { get; }

    /// <summary>Keys of Langfuse clients.</summary>
    public ProjectKeys Keys { get; }

    /// <summary>Addresses under which the bytes of media are put and got.</summary>
    public MediaLinks MediaLinks { get; }

    public ServerMetrics Metrics { get; }

    public IngestMeter Meter { get; }

    /// <summary>Hides what must not be kept; null when everything is kept as it comes.</summary>
    public IntakeRedactor? Redactor { get; }

    /// <summary>A text of the configuration or an error as it may be shown.</summary>
    public string Plain(string text) => Redactor?.Text(text) ?? text;

    /// <summary>Sends model calls on to a Langfuse server; null when nobody asked for it.</summary>
    public LangfuseForwarding? LangfuseForwarding { get; }

    /// <summary>The memory of request bodies.</summary>
    public BodyBudget Bodies { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Every API. Those of one port are joined; the first one names the listener.</summary>
    public IReadOnlyList<Api> Apis { get; }

    /// <summary>What is scraped, with its state; empty until the server serves.</summary>
    public IReadOnlyList<ScrapePool> ScrapePools => _collector?.Pools ?? [];

    /// <summary>Makes metrics of the spans that come in; null when that is off.</summary>
    public SpanMetricsGenerator? SpanMetrics { get; }

    /// <summary>Ports in use; set before the first request.</summary>
    public Listeners Listeners { get; set; } = null!;

    /// <summary>Cancelled when the server begins to stop, so that endless answers end.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>Opens the stores and builds the APIs.</summary>
    /// <exception cref="ServerStartException">The data directory cannot be used.</exception>
    public static Composition Create(ServerOptions options, ILoggerFactory loggers)
    {
        HttpClient http = Collector.CreateClient();
        try
        {
            CollectionConfig configured = CollectionConfig.Load(options.ConfigFiles, http, loggers.CreateLogger<Collector>());
            return WithStores(options, loggers, configured, http);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    private static Composition WithStores(ServerOptions options, ILoggerFactory loggers, CollectionConfig configured, HttpClient http)
    {
        Stores stores = Stores.Open(options, loggers);
        try
        {
            return new Composition(
                options, loggers, stores, ProjectKeys.LoadOrCreate(options.DataDirectory, Environment.GetEnvironmentVariable), configured, http);
        }
        catch
        {
            stores.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Starts the background work; the listeners serve by then.</summary>
    public void StartLoops()
    {
        AddLoop("store maintenance", s_maintenancePeriod, Stores.RunOnceAsync);
        AddLoop("trace blocks", s_maintenancePeriod, Stores.Traces.BuildBlocksAsync);
        AddLoop("model call blocks", s_maintenancePeriod, Stores.Llm.BuildBlocksAsync);
        AddLoop("heap", s_heapPeriod, HeapPacer.OfProcess().RunOnceAsync);
        AddLoop("ingest rates", s_ratePeriod, _ =>
        {
            _rates.Take();
            return ValueTask.CompletedTask;
        });
        if (SpanMetrics is not null)
        {
            AddLoop("span metrics", s_spanMetricsPeriod, SpanMetrics.RunOnceAsync);
        }

        if (LangfuseForwarding is not null)
        {
            AddLoop("forwarding to Langfuse", s_maintenancePeriod, LangfuseForwarding.SendAsync);
            AddLoop("forward queue", s_maintenancePeriod, LangfuseForwarding.MaintainAsync);
        }

        StartRules();
        AddLoop("pushed instances", s_prunePeriod, _ =>
        {
            _pushed.Prune();
            return ValueTask.CompletedTask;
        });
        _collector = new Collector(
            _configured.Scrapes, _scrapeClient, Options, Listeners, new MeteredAppender(_intake.Metrics, Meter, "scrape"), _pushed,
            _loggers.CreateLogger<Collector>());
    }

    private void StartRules()
    {
        var store = new MeteredAppender(_intake.Metrics, Meter, "rules");
        foreach (RuleGroup group in _configured.Rules)
        {
            var rules = new RecordingRules(group, _promQl, store, Options.TimeProvider, _ruleFailures, _loggers.CreateLogger<RecordingRules>());
            AddLoop($"rules {group.Name}", group.Interval, rules.RunOnceAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_collector is not null)
        {
            await _collector.DisposeAsync();
        }

        _scrapeClient.Dispose();
        foreach (BackgroundLoop loop in _loops)
        {
            await loop.DisposeAsync();
        }

        await FlushSpanMetricsAsync();
        _promQl.Dispose();
        _logQl.Dispose();
        _traceQl.Dispose();
        await Stores.DisposeAsync();
        if (LangfuseForwarding is not null)
        {
            await LangfuseForwarding.DisposeAsync();
        }

        Stopping.Dispose();
    }

    private Api[] UiApis() =>
    [
        new WebApi(new WebPages(typeof(Composition).Assembly)),
        new LiveApi(Meter, Options.TimeProvider, Stopping.Token),
        new StatusApi(this),
        new UiApi(this),
        new HealthApi(),
        new LlmUserApi(Stores.Llm, Stores.Llm),
        new InsightApi(
            new TraceRoutes(_traces, Options.Limits, Options.TimeProvider),
            new LlmRoutes(Stores.Llm, Options.TimeProvider),
            new LlmCostRoutes(Stores.Llm, Options.TimeProvider),
            new LlmSessionRoutes(Stores.Llm, Options.TimeProvider),
            new LlmScoreRoutes(Stores.Llm, Options.TimeProvider),
            new LlmWasteRoutes(Stores.Llm, Stores.Traces, Options.TimeProvider),
            new OverviewRoutes(Stores.Traces, Stores.Logs, Stores.Llm, _rates, Options.Limits, Options.TimeProvider)),
    ];

    private Api[] QueryApis()
    {
        var calls = new ServiceCalls(Stores.Traces, Options.Limits, Options.TimeProvider);
        return
        [
            new TargetsApi(this),
            new PrometheusApi(Stores.Metrics, _promQl, Options.Limits, Options.TimeProvider),
            new ExemplarsApi(Stores.Metrics, Options.TimeProvider),
            new JaegerApi(_traces, Options.Limits),
            new JaegerV3Api(_traces, Options.Limits),
            new JaegerFilesApi(_traces, Stores.Archive, Options.Limits),
            new JaegerGraphApi(calls, Options.TimeProvider),
            new JaegerGrpcApi(_traces, calls, Stores.Archive, Options.Limits, Options.TimeProvider),
            new JaegerMonitorApi(_promQl, Options.SpanMetrics, Options.TimeProvider),
            new JaegerPathsApi(_traces, Options.Limits),
            new JaegerQualityApi(_traces, Options.Limits, Options.TimeProvider),
            new JaegerPages(() => Listeners),
            new PrometheusPages(() => Listeners, Metrics),
            new TempoApi(
                new TempoTraces(_traces), new TempoSearch(_traceQl, Options.Limits), new TempoTags(_traceQl),
                new TempoMetrics(_traceQl, Options.TimeProvider), Metrics),
            new LokiApi(Stores.Logs, _logQl, Options.Limits, Options.TimeProvider),
        ];
    }

    private Api[] IngestApis()
    {
        var intake = new Intake(Options.Limits, Meter, Redactor);
        var otlp = new OtlpIngest(intake, _intake, _pushed, Options.TimeProvider, SpanMetrics);
        return
        [
            new OtlpGrpcApi(otlp, Options.TimeProvider),
            new OtlpHttpApi(otlp),
            new LangfuseProjectApi(),
            new LangfuseOtlpApi(intake, _intake.Llm, otlp, Options.TimeProvider),
            new LangfuseIngestionApi(intake, _intake.Llm, Stores.Registry.ScoreConfigs, Options.TimeProvider, LangfuseForwarding?.SenderId),
            .. RegistryApis(),
            new LangfuseReadApi(Stores.Llm, Stores.Registry.Prompts, Stores.Registry.Models, Stores.Registry.Prices),
            new RemoteWriteApi(intake, _intake.Metrics),
            new LokiPushApi(intake, _intake.Logs, otlp),
        ];
    }

    private SpanMetricsGenerator? CreateSpanMetrics()
    {
        if (Options.SpanMetrics is not { } style)
        {
            return null;
        }

        var generator = new SpanMetricsGenerator(
            new SpanMetricsOptions { Style = style, Limits = Options.Limits, TimeProvider = Options.TimeProvider },
            new MeteredAppender(_intake.Metrics, Meter, "span_metrics"));
        SpanMetricsSelf.AddTo(Metrics, () => generator.Status);
        return generator;
    }

    // The spans since the last step; a full disk keeps nobody from stopping the server.
    private async ValueTask FlushSpanMetricsAsync()
    {
        if (SpanMetrics is null)
        {
            return;
        }

        try
        {
            await SpanMetrics.RunOnceAsync(CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            _loggers.CreateLogger<Composition>().LogWarning(ServerEvents.BackgroundFailed, e, "the span metrics of the last seconds were not stored");
        }
    }

    private Api[] RegistryApis() =>
    [
        new PromptsApi(Stores.Registry.Prompts, Options.Limits),
        new DatasetsApi(Stores.Registry.Datasets, new MediaReferences(Stores.Registry.Media, MediaLinks), Options.Limits),
        new LegacyDatasetsApi(Stores.Registry.Datasets, new MediaReferences(Stores.Registry.Media, MediaLinks), Options.Limits),
        new DatasetRunsApi(Stores.Registry.Datasets, Stores.Llm, Options.Limits),
        new ExperimentsApi(Stores.Registry.Datasets, Stores.Llm, Options.Limits),
        new ScoreConfigsApi(Stores.Registry.ScoreConfigs, Options.Limits),
        new ModelsApi(Stores.Registry.Models, Options.Limits),
        new CommentsApi(Stores.Registry, Stores.Llm, Options.Limits),
        new QueuesApi(Stores.Registry.Queues, Options.Limits),
        new MediaApi(Stores.Registry.Media, MediaLinks, Options.Limits),
        new PriceListApi(Stores.Registry.PriceLists, Options.Limits, Redactor),
    ];

    private void AddLoop(string name, TimeSpan period, Func<CancellationToken, ValueTask> runOnce) =>
        _loops.Add(new BackgroundLoop(name, period, runOnce, Options.TimeProvider, Metrics, _loggers.CreateLogger<BackgroundLoop>()));
}
