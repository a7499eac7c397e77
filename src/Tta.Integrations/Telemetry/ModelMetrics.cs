using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>Instruments of model calls: this library's own names and those of the GenAI conventions.</summary>
internal static class ModelMetrics
{
    private static readonly Meter s_meter = new(GenAi.SourceName, GenAi.Version);
    private static readonly InstrumentAdvice<double> s_seconds
        = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly InstrumentAdvice<double> s_genAiSeconds
        = new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] };

    private static readonly InstrumentAdvice<long> s_genAiTokens
        = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] };

    private static readonly Counter<long> s_requests = s_meter.CreateCounter<long>("llm.requests", "{request}", "Model calls.");
    private static readonly Counter<long> s_tokens = s_meter.CreateCounter<long>(
        "llm.tokens", "{token}", "Tokens of model calls. The token types exclude each other: input without cached, output without reasoning.");

    private static readonly Counter<double> s_cost = s_meter.CreateCounter<double>(
        "llm.cost.usd", null, "Cost of model calls in US dollars, by the price book.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        "llm.request.duration", "s", "Duration of model calls.", null, s_seconds);
    private static readonly Histogram<double> s_firstToken = s_meter.CreateHistogram(
        "llm.time_to_first_token", "s", "Time from the request to the first chunk of a streamed answer.", null, s_seconds);

    private static readonly Counter<long> s_personaTokens = s_meter.CreateCounter<long>("persona.tokens", "{token}", "Tokens of model calls by persona.");
    private static readonly Counter<double> s_personaCost = s_meter.CreateCounter<double>(
        "persona.cost.usd", null, "Cost of model calls in US dollars by persona.");
    private static readonly Histogram<long> s_genAiUsage = s_meter.CreateHistogram(
        "gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.", null, s_genAiTokens);

    private static readonly Histogram<double> s_genAiDuration = s_meter.CreateHistogram(
        "gen_ai.client.operation.duration", "s", "GenAI operation duration.", null, s_genAiSeconds);

    private static readonly Histogram<double> s_genAiFirstChunk = s_meter.CreateHistogram(
        "gen_ai.client.operation.time_to_first_chunk", "s", "Time to receive the first chunk of a streamed response.", null, s_genAiSeconds);

    private static readonly Histogram<double> s_genAiChunkGap = s_meter.CreateHistogram(
        "gen_ai.client.operation.time_per_output_chunk",
        "s",
        "Time per output chunk, recorded for each chunk received after the first one.",
        null,
        s_genAiSeconds);

    /// <summary>Whether anybody reads any of these instruments.</summary>
    public static bool Enabled => s_requests.Enabled || s_tokens.Enabled || s_cost.Enabled || s_duration.Enabled || s_firstToken.Enabled
        || s_personaTokens.Enabled || s_personaCost.Enabled || s_genAiUsage.Enabled || s_genAiDuration.Enabled || s_genAiFirstChunk.Enabled
        || s_genAiChunkGap.Enabled;

    /// <summary>Whether anybody reads the times between chunks, of which a long answer has thousands.</summary>
    public static bool ChunksEnabled => s_genAiChunkGap.Enabled;

    public static void RecordChunkGap(double seconds, string operation, string provider, string model, WorkflowContext? workflow)
    {
        TagList tags = new() { { GenAi.OperationName, operation }, { GenAi.ProviderName, provider }, { GenAi.RequestModel, model } };
        AddPersona(ref tags, workflow);
        s_genAiChunkGap.Record(seconds, tags);
    }

    public static void Record(in ModelCallOutcome call)
    {
        TagList own = new() { { "model", call.Model }, { "provider", call.Provider } };
        AddPersona(ref own, call.Workflow);
        RecordTokens(call.Usage, own);
        if (call.CostUsd is > 0)
        {
            s_cost.Add(call.CostUsd.Value, own);
        }

        if (call.FirstChunkSeconds is { } firstChunk)
        {
            s_firstToken.Record(firstChunk, own);
        }

        own.Add("status", call.Status);
        s_requests.Add(1, own);
        s_duration.Record(call.DurationSeconds, own);
        RecordPersona(call);
        RecordConventions(call);
    }

    private static void RecordTokens(in TokenUsage usage, TagList tags)
    {
        Add(usage.InputTokens - usage.CachedInputTokens, "input", tags);
        Add(usage.OutputTokens - usage.ReasoningTokens, "output", tags);
        Add(usage.CachedInputTokens, "cached", tags);
        Add(usage.ReasoningTokens, "reasoning", tags);

        static void Add(long count, string type, TagList tags)
        {
            if (count > 0)
            {
                tags.Add("token.type", type);
                s_tokens.Add(count, tags);
            }
        }
    }

    private static void RecordPersona(in ModelCallOutcome call)
    {
        if (call.Workflow?.Persona is not { } persona)
        {
            return;
        }

        TagList tags = new() { { "persona", persona } };
        if (call.Workflow.ChatMode is { } chatMode)
        {
            tags.Add("chatmode", chatMode);
        }

        if (call.Usage.TotalTokens > 0)
        {
            s_personaTokens.Add(call.Usage.TotalTokens, tags);
        }

        if (call.CostUsd is > 0)
        {
            s_personaCost.Add(call.CostUsd.Value, tags);
        }
    }

    private static void RecordConventions(in ModelCallOutcome call)
    {
        TagList tags = new()
        {
            { GenAi.OperationName, call.Operation },
            { GenAi.ProviderName, call.Provider },
            { GenAi.RequestModel, call.Model },
        };
        AddPersona(ref tags, call.Workflow);
        if (call.ResponseModel is not null)
        {
            tags.Add(GenAi.ResponseModel, call.ResponseModel);
        }

        if (call.Endpoint is { } endpoint)
        {
            tags.Add(GenAi.ServerAddress, endpoint.Host);
            tags.Add(GenAi.ServerPort, endpoint.Port);
        }

        if (call.FirstChunkSeconds is { } firstChunk)
        {
            s_genAiFirstChunk.Record(firstChunk, tags);
        }

        AddUsage(call.Usage.InputTokens, "input", tags);
        AddUsage(call.Usage.OutputTokens, "output", tags);
        if (call.ErrorType is not null)
        {
            tags.Add(GenAi.ErrorType, call.ErrorType);
        }

        s_genAiDuration.Record(call.DurationSeconds, tags);

        static void AddUsage(long count, string type, TagList tags)
        {
            if (count > 0)
            {
                tags.Add(GenAi.TokenType, type);
                s_genAiUsage.Record(count, tags);
            }
        }
    }

    private static void AddPersona(ref TagList tags, WorkflowContext? workflow)
    {
        if (workflow?.Persona is { } persona)
        {
            tags.Add("persona", persona);
        }
    }
}
