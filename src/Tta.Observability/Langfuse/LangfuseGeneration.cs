using System.Diagnostics;

namespace Tta.Observability;

/// <summary>A model call in a Langfuse trace.</summary>
public sealed class LangfuseGeneration : LangfuseObservation
{
    internal LangfuseGeneration(LangfuseClient client, LangfuseTraceAttributes trace, Activity? span, string model)
        : base(client, trace, span, "generation")
        => span?.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.request.model", model);

    /// <summary>Says which prompt it was made with, so that Langfuse shows what each version of the prompt leads to.</summary>
    /// <param name="prompt">The prompt; null and fallbacks say nothing.</param>
    public void SetPrompt(LangfusePrompt? prompt)
    {
        if (prompt is { IsFallback: false })
        {
            Span?.SetTag("langfuse.observation.prompt.name", prompt.Name).SetTag("langfuse.observation.prompt.version", prompt.Version);
        }
    }

    /// <summary>Ends the call with its answer.</summary>
    /// <param name="completion">The answer; null says nothing. Content: goes to the LLM store only.</param>
    /// <param name="usage">Tokens and cost; null says nothing.</param>
    public void End(string? completion, LangfuseUsage? usage = null)
    {
        SetOutput(completion);
        if (usage is not null)
        {
            Span?.SetTag("gen_ai.usage.input_tokens", usage.InputTokens).SetTag("gen_ai.usage.output_tokens", usage.OutputTokens);
            if (usage.CostUsd is { } cost)
            {
                Span?.SetTag("gen_ai.usage.cost", cost);
            }
        }

        Dispose();
    }
}
