using Tta.Model;

namespace Tta.Storage.Llm.Version1;

/// <summary>One model call in a record of type 1 (docs/formats/llm.md). Only read: new records hold reports.</summary>
internal sealed record CallV1
{
    public required TraceId TraceId { get; init; }

    public required SpanId SpanId { get; init; }

    public SpanId? ParentSpanId { get; init; }

    public string? Name { get; init; }

    public string? Operation { get; init; }

    public string? Model { get; init; }

    public string? Provider { get; init; }

    public string? Persona { get; init; }

    public string? ChatMode { get; init; }

    public string? Workspace { get; init; }

    public string? Service { get; init; }

    public string? SessionId { get; init; }

    public string? WorkflowName { get; init; }

    public long StartNs { get; init; }

    public long EndNs { get; init; }

    public long? TimeToFirstTokenNs { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? CachedInputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public decimal? CostUsd { get; init; }

    public string? FinishReason { get; init; }

    public string? Error { get; init; }

    public string? InputMessagesJson { get; init; }

    public string? OutputMessagesJson { get; init; }

    public string? SystemInstructionsJson { get; init; }

    public string? ToolDefinitionsJson { get; init; }

    public string? ModelParametersJson { get; init; }

    /// <summary>What the call says about its observation and its trace.</summary>
    public void AddTo(LlmBatch batch)
    {
        long eventNs = Math.Max(StartNs, EndNs);
        string traceId = TraceId.ToString();
        batch.Observations.Add(new LlmObservationChange
        {
            Id = SpanId.ToString(),
            TraceId = traceId,
            EventNs = eventNs,
            Type = Operation switch
            {
                "execute_tool" => LlmObservationType.Tool,
                "embeddings" => LlmObservationType.Embedding,
                _ => LlmObservationType.Generation,
            },
            ParentId = ParentSpanId?.ToString(),
            Name = Name,
            Operation = Operation,
            Model = Model,
            Provider = Provider,
            Persona = Persona,
            ChatMode = ChatMode,
            Workspace = Workspace,
            Service = Service,
            WorkflowName = WorkflowName,
            StartNs = StartNs == 0 ? null : StartNs,
            EndNs = EndNs == 0 ? null : EndNs,
            CompletionStartNs = StartNs + TimeToFirstTokenNs,
            UsageDetails = Usage(),
            CostDetails = CostUsd is { } cost ? new Dictionary<string, decimal> { [LlmUsage.TotalKey] = cost } : null,
            FinishReason = FinishReason,
            Error = Error,
            Level = Error is null ? null : LlmLevel.Error,
            InputJson = InputMessagesJson,
            OutputJson = OutputMessagesJson,
            SystemInstructionsJson = SystemInstructionsJson,
            ToolDefinitionsJson = ToolDefinitionsJson,
            ModelParametersJson = ModelParametersJson,
        });
        batch.Traces.Add(new LlmTraceChange { Id = traceId, EventNs = eventNs, SessionId = SessionId, Workspace = Workspace, Service = Service });
    }

    // Version 1 counted cached and reasoning tokens as parts of input and output; the usage types exclude each other.
    private Dictionary<string, long>? Usage()
    {
        if ((InputTokens ?? OutputTokens) is null)
        {
            return null;
        }

        var usage = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["input"] = Math.Max(0, (InputTokens ?? 0) - (CachedInputTokens ?? 0)),
            ["output"] = Math.Max(0, (OutputTokens ?? 0) - (ReasoningTokens ?? 0)),
        };
        if (CachedInputTokens is > 0 and { } cached)
        {
            usage["input_cached_tokens"] = cached;
        }

        if (ReasoningTokens is > 0 and { } reasoning)
        {
            usage["output_reasoning_tokens"] = reasoning;
        }

        return usage;
    }
}
