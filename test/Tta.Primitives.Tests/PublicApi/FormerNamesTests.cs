using System.Text.RegularExpressions;
using Tta.TestKit;

namespace Tta.Primitives.Tests.PublicApi;

/// <summary>Whoever comes from the Python TTA.dev finds every name, and what replaces it exists.</summary>
public sealed partial class FormerNamesTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", "former-names.md"));

    // One line per part of the inventory: composition and context, primitives, orchestration and learning, observability, integrations, spans, moments.
    private const string Inventory =
        "WorkflowPrimitive execute LambdaPrimitive WorkflowContext workflow_id workflow_name session_id player_id metadata state trace_id span_id parent_span_id "
        + "trace_flags correlation_id causation_id baggage tags start_time checkpoints agent_id agent_type llm_provider llm_model_name llm_model_tier checkpoint "
        + "elapsed_ms create_child_context to_otel_context inject_trace_context create_linked_span "
        + "SequentialPrimitive ParallelPrimitive ConditionalPrimitive SwitchPrimitive RouterPrimitive RetryPrimitive RetryStrategy RetryConfig with_retry with_retry_async "
        + "classify_error FallbackPrimitive TimeoutPrimitive CompensationPrimitive CachePrimitive get_stats get_hit_rate clear_cache evict_expired MemoryPrimitive "
        + "CircuitBreaker CircuitBreakerPrimitive CircuitBreakerError StreamingPrimitive SafetyGatePrimitive MockPrimitive WorkflowTestCase "
        + "TaskClassifierPrimitive DelegationPrimitive MultiModelWorkflow OrchestrationConfig LearningMode AdaptivePrimitive AdaptiveRetryPrimitive "
        + "AdaptiveTimeoutPrimitive AdaptiveCachePrimitive AdaptiveFallbackPrimitive ContextEngineeringPrimitive KnowledgeBasePrimitive SpecifyPrimitive "
        + "ClarifyPrimitive PlanPrimitive TasksPrimitive ValidationGatePrimitive SelfLearningCodePrimitive StageManager FreeTierResearchPrimitive BenchmarkPrimitive "
        + "MCPCodeExecutionPrimitive GitCollaborationPrimitive RedisMessageCoordinator "
        + "initialize_observability is_observability_enabled get_tracer get_meter shutdown_observability get_prometheus_metrics query_jaeger_traces InstrumentedPrimitive "
        + "ObservablePrimitive EnhancedMetricsCollector configure_slo record_execution get_all_metrics setup_tracing TTAPrometheusExporter start_prometheus_exporter "
        + "LangfuseIntegration start_trace start_span create_generation end_trace flush ObservableLLM initialize_langfuse LangfusePrimitive LangfuseObservablePrimitive "
        + "PromptManager DatasetManager PersonaMetricsCollector switch_persona record_token_usage get_remaining_budget reset_budget record_workflow_stage track_stage "
        + "WorkflowTracer OpenAIPrimitive AnthropicPrimitive OllamaPrimitive SupabasePrimitive SQLitePrimitive CodeExecutionPrimitive UniversalLLMPrimitive "
        + "primitive.{Name} sequential.step_{i} parallel.branch_{i} conditional.branch_then conditional.branch_else switch.case_{key} switch.default retry.attempt_{i} "
        + "fallback.primary fallback.fallback saga.forward saga.compensation adaptive_execution workflow.{name} stage.{name} "
        + "sequential.step_{i}.start sequential.step_{i}.end parallel.fan_out parallel.fan_in parallel.branch_{i}.start parallel.branch_{i}.end {name}.start {name}.end "
        + "sequential_workflow_start sequential_step_start sequential_step_complete sequential_workflow_complete routing_decision";

    [Fact]
    public void Every_name_of_the_inventory_is_on_the_page()
    {
        HashSet<string> listed = [.. Rows().SelectMany(row => Code().Matches(row.Former)).Select(match => match.Groups[1].Value)];
        string[] missing = [.. Inventory.Split(' ').Concat(PrimitivesOfTheReference()).Where(name => !listed.Contains(name))];
        Assert.Empty(missing);
    }

    [Fact]
    public void What_replaces_a_name_exists()
    {
        string others = string.Concat(((string[])["Tta.Observability", "Tta.Integrations"]).Select(
            library => File.ReadAllText(Path.Combine(Repository.Root, "test", library + ".Tests", "PublicApi", "PublicApi.txt"))));
        HashSet<string> known =
        [
            .. typeof(Workflow).Assembly.GetExportedTypes().SelectMany(
                type => type.GetMembers().Select(member => member.Name).Append(type.Name.Split('`')[0])),
            .. Word().Matches(others).Select(match => match.Value),
            "ActivitySource", "Meter", "Name", "IDistributedCache",
        ];
        string[] unknown =
        [
            .. from row in Rows()
               from code in Code().Matches(row.Now)
               from word in Word().Matches(code.Groups[1].Value)
               where char.IsAsciiLetterUpper(word.Value[0]) && !known.Contains(word.Value)
               select $"{row.Former}: {word.Value}",
        ];
        Assert.Empty(unknown);
    }

    private static IEnumerable<(string Former, string Now)> Rows() => s_page.Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Replace("\\|", "&#124;", StringComparison.Ordinal).Split('|'))
        .Select(cells => (cells[1], cells[2]));

    // Where the reference lies beside the repository, what it names and the list above has not is found too.
    private static IEnumerable<string> PrimitivesOfTheReference()
    {
        string reference = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "reference", "original-tta.md"));
        return File.Exists(reference) ? Primitive().Matches(File.ReadAllText(reference)).Select(match => match.Value).Distinct() : [];
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b[A-Za-z][A-Za-z0-9]*\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+Primitive\b")]
    private static partial Regex Primitive();
}
