using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>Attributes of a request's parameters (GenAI conventions v1.41.0, <c>gen_ai.request.*</c>); absent parameters are left out.</summary>
internal static class RequestTags
{
    public static void Add(Activity span, ChatOptions? options)
    {
        if (options is null)
        {
            return;
        }

        Add(span, GenAi.ConversationId, options.ConversationId);
        Add(span, GenAi.RequestMaxTokens, options.MaxOutputTokens);
        Add(span, GenAi.RequestTemperature, options.Temperature);
        Add(span, GenAi.RequestTopP, options.TopP);
        Add(span, GenAi.RequestTopK, options.TopK);
        Add(span, GenAi.RequestFrequencyPenalty, options.FrequencyPenalty);
        Add(span, GenAi.RequestPresencePenalty, options.PresencePenalty);
        Add(span, GenAi.RequestSeed, options.Seed);
        if (options.StopSequences is { Count: > 0 } stop)
        {
            span.SetTag(GenAi.RequestStopSequences, stop.ToArray());
        }

        if (options.ResponseFormat is { } format)
        {
            span.SetTag(GenAi.OutputType, format is ChatResponseFormatJson ? "json" : "text");
        }
    }

    private static void Add<T>(Activity span, string name, T? value)
    {
        // A float as it is would be exported with the noise of its conversion: 0.2 as 0.20000000298023224.
        object? exact = value is float number ? (double)(decimal)number : value;
        if (exact is not null)
        {
            span.SetTag(name, exact);
        }
    }
}
