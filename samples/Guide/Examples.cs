using Microsoft.Extensions.AI;
using Tta.Integrations;
using Tta.Integrations.Testing;
using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>One method per section of the guide.</summary>
internal static class Examples
{
    public static async Task WorkflowAsync()
    {
        // snippet: initialize
        // Once, where the program starts. The name tells the clones of a repository apart: tta-dev-main, tta-dev-copilot, ...
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-copilot");
        // end

        // snippet: workflow
        // No decorators and no spans by hand: every step traces and measures itself.
        Primitive<string, string> workflow = (InputProcessor
            >> Workflow.Route(text => text.Length > 80 ? "quality" : "fast", [("fast", FastModel), ("quality", QualityModel)]).WithRetry(maxRetries: 3)
            >> OutputFormatter).Named("feature-implementation");

        string answer = await workflow.ExecuteAsync("Which endpoints does a user profile need?", new WorkflowContext());
        // end
        Console.WriteLine(answer.Trim());
    }

    public static async Task PersonasAsync()
    {
        // snippet: personas
        // The six personas of the catalog have token budgets, allowed servers and restricted paths; load your own from JSON.
        using var personas = new PersonaTracker(PersonaCatalog.Examples);
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-main", options => options.Personas = personas);

        Primitive<string, string> design = InputProcessor >> FastModel >> OutputFormatter;
        using (PersonaScope backend = personas.Enter(new WorkflowContext(), "backend-engineer"))
        {
            // Spans, metrics and log lines in here carry persona="tta-backend-engineer"; tokens count against its budget.
            Console.WriteLine(await design.ExecuteAsync("Design a REST API for user profiles.", backend.Context));
        }

        PersonaBudget budget = personas.GetBudget("backend-engineer");
        Console.WriteLine($"{budget.UsedTokens} of {budget.LimitTokens} tokens used");
        // end
    }

    public static async Task LangfuseAsync()
    {
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-main");

        // snippet: langfuse
        // For model calls that do not go through our chat primitives. Without a receiver all of this does nothing, quickly.
        var langfuse = new LangfuseClient();
        using (LangfuseTrace trace = langfuse.StartTrace("document-analysis", persona: "backend-engineer", chatMode: "feature-implementation"))
        {
            const string Prompt = "Design REST API for user profiles";
            string completion = await AskSomeModelAsync(Prompt);
            trace.CreateGeneration("api-design", "gpt-4", Prompt, completion, new LangfuseUsage(InputTokens: 150, OutputTokens: 800));
            trace.Score("usefulness", 0.9, "covers every endpoint");
            trace.End(completion);
        }

        await langfuse.FlushAsync();
        // end
    }

    public static async Task QueryAsync(Uri prometheusAddress, Uri jaegerAddress, Uri lokiAddress, string service)
    {
        // snippet: query
        using var prometheus = new PrometheusClient(prometheusAddress);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        MetricResult rates = await prometheus.QueryRangeAsync(
            "sum by (primitive_name) (rate(primitive_executions_total[5m]))", now - TimeSpan.FromHours(1), now, TimeSpan.FromSeconds(15));

        using var jaeger = new JaegerClient(jaegerAddress);
        IReadOnlyList<JaegerTrace> traces = await jaeger.FindTracesAsync(new JaegerQuery { Service = service, Limit = 10 });

        using var loki = new LokiClient(lokiAddress);
        IReadOnlyList<LogStream> lines = await loki.QueryRangeAsync($"{{service_name=\"{service}\"}}", now - TimeSpan.FromHours(1), now + TimeSpan.FromMinutes(1));
        // end
        Console.WriteLine($"series {rates.Series.Count}, traces {traces.Count}, streams {lines.Count}");
    }

    public static async Task ChecksAsync()
    {
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-main");

        // snippet: checks
        Console.WriteLine($"telemetry on: {TtaObservability.IsEnabled}");
        Console.WriteLine($"metrics page: http://127.0.0.1:{TtaObservability.PrometheusPort}/metrics");
        Console.WriteLine($"everything delivered: {await TtaObservability.FlushAsync()}");
        foreach (ObservabilityProblem problem in TtaObservability.Problems)
        {
            Console.WriteLine($"{problem.Code}: {problem.Message}");
        }

        // end
    }

    // snippet: custom-primitive
    // A primitive of your own: name it, do the work, and it is a span, a counter and a histogram.
    // Wrap the model in InstrumentedChatClient once, and each call is a span with tokens and cost.
    internal sealed class LlmAnalyzer(IChatClient model) : Primitive<string, string>("LLMAnalyzer")
    {
        protected override async ValueTask<string> ExecuteCoreAsync(string input, WorkflowContext context, CancellationToken cancellationToken)
        {
            ChatResponse response = await model.GetResponseAsync($"Analyze: {input}", cancellationToken: cancellationToken);
            return response.Text;
        }
    }

    // end
    private static async Task<string> AskSomeModelAsync(string prompt)
    {
        using var model = new InstrumentedChatClient(new OfflineChatClient(new OfflineModel("gpt-4", "openai")));
        return await new LlmAnalyzer(model).ExecuteAsync(prompt);
    }
}
