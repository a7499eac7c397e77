using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>One trace at a glance: what the trace list shows.</summary>
internal sealed record TraceSummary
{
    public required TraceId TraceId { get; init; }

    public required string RootService { get; init; }

    public required string RootOperation { get; init; }

    public string? WorkflowName { get; init; }

    public string? Workspace { get; init; }

    public required IReadOnlyList<string> Personas { get; init; }

    public required long StartNs { get; init; }

    public required long DurationNs { get; init; }

    public required int SpanCount { get; init; }

    /// <summary>Failed spans, those that a retry or fallback made good included.</summary>
    public required int ErrorCount { get; init; }

    /// <summary>True when the root itself failed: the work as a whole did.</summary>
    public required bool Failed { get; init; }

    public required IReadOnlyList<ServiceCount> Services { get; init; }

    public required int LlmCalls { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required decimal CostUsd { get; init; }

    /// <summary>Sums a trace up. Model calls are counted once each, from the spans that report tokens or cost.</summary>
    public static TraceSummary Of(Trace trace)
    {
        Span root = FindRoot(trace.Spans);
        var services = new SortedDictionary<string, ServiceCount>(StringComparer.Ordinal);
        var personas = new SortedSet<string>(StringComparer.Ordinal);
        string? workflow = null;
        string? workspace = null;
        int llmCalls = 0;
        long inputTokens = 0;
        long outputTokens = 0;
        decimal costUsd = 0;
        long endNs = root.EndNs;
        int errorCount = 0;
        foreach (Span span in trace.Spans)
        {
            bool failed = span.Status == SpanStatusCode.Error;
            errorCount += failed ? 1 : 0;
            endNs = Math.Max(endNs, span.EndNs);
            string service = span.Resource.ServiceName;
            ServiceCount count = services.GetValueOrDefault(service);
            services[service] = new ServiceCount(service, count.SpanCount + 1, count.ErrorCount + (failed ? 1 : 0));
            workflow ??= Text(span, "workflow.name") ?? Text(span, "gen_ai.workflow.name");
            workspace ??= KeyValue.TryFind(span.Resource.Attributes, "workspace", out AnyValue value) ? value.ToText() : null;
            if (Text(span, "persona") is { } persona)
            {
                personas.Add(persona);
            }

            if (Number(span, "gen_ai.usage.input_tokens") is { } tokens)
            {
                llmCalls++;
                inputTokens += (long)tokens;
                outputTokens += (long)(Number(span, "gen_ai.usage.output_tokens") ?? 0);
                costUsd += (decimal)(Number(span, "gen_ai.usage.cost") ?? 0);
            }
        }

        return new TraceSummary
        {
            TraceId = trace.TraceId,
            RootService = root.Resource.ServiceName,
            RootOperation = root.Name,
            WorkflowName = workflow,
            Workspace = workspace,
            Personas = [.. personas],
            StartNs = root.StartNs,
            DurationNs = Math.Max(0, endNs - root.StartNs),
            SpanCount = trace.Spans.Count,
            ErrorCount = errorCount,
            Failed = root.Status == SpanStatusCode.Error,
            Services = [.. services.Values],
            LlmCalls = llmCalls,
            InputTokens = inputTokens,
            OutputTokens = outputTokens,
            CostUsd = costUsd,
        };
    }

    // The earliest span whose parent is not stored: the root, or what stands for it while the root is under way.
    private static Span FindRoot(IReadOnlyList<Span> spans)
    {
        var ids = new HashSet<SpanId>(spans.Count);
        foreach (Span span in spans)
        {
            ids.Add(span.SpanId);
        }

        Span? root = null;
        foreach (Span span in spans)
        {
            bool orphan = !span.ParentSpanId.IsValid || !ids.Contains(span.ParentSpanId);
            if (orphan && (root is null || span.StartNs < root.StartNs))
            {
                root = span;
            }
        }

        return root ?? spans[0];
    }

    private static string? Text(Span span, string key) =>
        span.TryGetAttribute(key, out AnyValue value) && value.ToText() is { Length: > 0 } text ? text : null;

    private static double? Number(Span span, string key) =>
        span.TryGetAttribute(key, out AnyValue value) && value.TryGetNumber(out double number) ? number : null;
}
