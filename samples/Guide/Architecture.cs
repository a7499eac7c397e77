using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Tta.Integrations;
using Tta.Integrations.Testing;
using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>Twins of "Unified Observability Architecture": the layers, the integration patterns, the queries.</summary>
internal static class Architecture
{
    public static async Task RunAsync(Server server)
    {
        await AnalyzerAsync();
        await IntegrationAsync();
        await SwitchAsync();
        await ConfigureAsync();
        await PromQlAsync(server);
        await PersonaQueriesAsync(server);
        await LogQlAsync(server);
        await LayersAsync(server);
    }

    private static async Task AnalyzerAsync()
    {
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-main");
        using var model = new InstrumentedChatClient(new OfflineChatClient(new OfflineModel("gpt-4", "openai")));

        // snippet: architecture-analyzer
        Primitive<string, string> workflow = InputProcessor >> new Examples.LlmAnalyzer(model) >> OutputFormatter;
        string analysis = await workflow.ExecuteAsync("The figures of the third quarter.", new WorkflowContext { WorkflowId = "doc-analysis" }.WithPersona("analyst", "analysis"));
        // end
        Console.WriteLine(analysis.Length > 0 ? "analysed" : "nothing came back");
    }

    private static async Task IntegrationAsync()
    {
        // snippet: architecture-integration
        // The official SDK behind one interface; where there is no key, a model that answers offline.
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-main");
        bool hasKey = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OPENAI_API_KEY"));
        using IChatClient client = hasKey ? new OpenAIChatClient(OpenAIEndpoint.OpenAI, "gpt-4o") : new OfflineChatClient(new OfflineModel("gpt-4o", "openai"));
        var chat = new ChatPrimitive<string, string>(
            "OpenAI", client, (text, _) => new ChatPrompt(text), (reply, _) => reply.Text,
            new ChatPrimitiveOptions { Chat = new ChatOptions { Temperature = 0.7f } });

        string answer = await chat.ExecuteAsync("Hello", new WorkflowContext());
        // end
        Console.WriteLine($"answer of {answer.Length} characters");
    }

    private static async Task SwitchAsync()
    {
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-copilot");

        // snippet: architecture-switch
        // The persona is part of the context: every span, metric, log line and model call below carries it. WithPersona takes any name;
        // a PersonaTracker adds budgets, rules and an audit.
        WorkflowContext context = new WorkflowContext { WorkflowId = "dev-session" }.WithPersona("backend-engineer", chatMode: "feature-implementation");
        Primitive<string, string> workflow = InputProcessor >> FastModel >> OutputFormatter;
        await workflow.ExecuteAsync("Design a REST API for user profiles.", context);

        // Or for a part of a workflow: afterwards the former persona is back.
        await (workflow >> FastModel.WithPersona("frontend-engineer", "review")).ExecuteAsync("Design its page.", context);
        // end
    }

    private static async Task ConfigureAsync()
    {
        // snippet: architecture-configuration
        // A file of variables, as the environment of the process wins over it. Keep it readable for yourself alone.
        string file = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".env.tta-dev");
        foreach (string line in File.Exists(file) ? await File.ReadAllLinesAsync(file) : [])
        {
            if (line.Split('=', 2) is [var name, var value] && Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        await using ObservabilitySession observability = TtaObservability.Initialize(options =>
            options.ServiceName = Environment.GetEnvironmentVariable("SERVICE_NAME") ?? "tta-dev-main");
        var langfuse = new LangfuseClient();
        Console.WriteLine($"service {observability.ServiceName}, workspace {observability.Workspace}, model calls on: {langfuse.IsEnabled}");
        // end
        await observability.FlushAsync();
    }

    private static async Task PromQlAsync(Server server)
    {
        // snippet: architecture-promql
        string[] questions =
        [
            "sum(rate(primitive_executions_total[5m]))",
            "histogram_quantile(0.95, sum by (le) (rate(primitive_execution_duration_seconds_bucket[5m])))",
            "sum by (model) (llm_cost_usd_total)",
            "count({service_name=\"tta-dev-copilot\"})",
        ];
        foreach (string question in questions)
        {
            Console.WriteLine($"{question} -> {await server.ValueAsync(question) > 0}");
        }

        // end
    }

    private static async Task PersonaQueriesAsync(Server server)
    {
        // snippet: architecture-persona-queries
        using var prometheus = new PrometheusClient(server.Prometheus);
        MetricResult one = await prometheus.QueryAsync("primitive_execution_duration_seconds_count{persona=\"backend-engineer\"}");
        MetricResult all = await prometheus.QueryAsync("sum by (persona) (rate(primitive_executions_total{persona!=\"\"}[5m]))");
        Console.WriteLine($"steps as backend-engineer: {one.Series.Count > 0}, personas compared: {all.Series.Count > 1}");
        // end
    }

    private static async Task LogQlAsync(Server server)
    {
        await using (ObservabilitySession observability = TtaObservability.Initialize("tta-dev-main"))
        {
            observability.LoggerFactory.CreateLogger("Guide").LogError("ERROR while reading the llm completion");
        }

        // snippet: architecture-logql
        using var loki = new LokiClient(server.Loki);
        DateTimeOffset start = DateTimeOffset.UtcNow - TimeSpan.FromHours(1);
        string[] questions =
        [
            "{service_name=~\"tta-dev-.*\"}",
            "{service_name=\"tta-dev-main\"} |= \"ERROR\"",
            "{service_name=\"tta-dev-main\"} |= \"llm\" |= \"completion\"",
        ];
        foreach (string question in questions)
        {
            IReadOnlyList<LogStream> streams = await loki.QueryRangeAsync(question, start, DateTimeOffset.UtcNow + TimeSpan.FromMinutes(1));
            Console.WriteLine($"{question} -> {streams.Sum(stream => stream.Entries.Count) > 0}");
        }

        // end
    }

    private static async Task LayersAsync(Server server)
    {
        // snippet: architecture-layers
        // One run, seen by every layer: its trace, its metrics, its model call with prompt, tokens and cost. The trace id links them.
        using var jaeger = new JaegerClient(server.Jaeger);
        IReadOnlyList<JaegerTrace> traces = await jaeger.FindTracesAsync(new JaegerQuery { Service = "tta-dev-main", Operation = "primitive.LLMAnalyzer" });
        double executions = await server.ValueAsync("sum(primitive_executions_total{primitive_name=\"LLMAnalyzer\"})");
        using var http = new HttpClient();
        string calls = await http.GetStringAsync(new Uri(server.Ui, $"/api/tta/v1/llm/calls?traceId={traces[0].TraceId}"));
        Console.WriteLine($"spans {traces[0].Spans.Count}, executions {executions}, model call stored: {calls.Contains("\"gpt-4\"", StringComparison.Ordinal)}");
        // end
    }
}
