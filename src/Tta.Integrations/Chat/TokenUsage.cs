using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>
/// Token counts of one model call. As in the OpenTelemetry GenAI conventions, <see cref="InputTokens"/> and
/// <see cref="OutputTokens"/> include their parts.
/// </summary>
/// <param name="InputTokens">Tokens of the prompt, including those read from or written to the provider's cache.</param>
/// <param name="OutputTokens">Tokens of the answer, including reasoning.</param>
public readonly record struct TokenUsage(long InputTokens, long OutputTokens)
{
    /// <summary>Part of the input that the provider read from its cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Part of the input that the provider wrote to its cache.</summary>
    public long CacheCreationInputTokens { get; init; }

    /// <summary>Part of the output spent on reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Part of the input that is audio.</summary>
    public long InputAudioTokens { get; init; }

    /// <summary>Part of the output that is audio.</summary>
    public long OutputAudioTokens { get; init; }

    /// <summary>Input and output.</summary>
    public long TotalTokens => InputTokens + OutputTokens;

    /// <summary>Reads the counts of a response; null counts are 0.</summary>
    /// <param name="usage">Usage of a chat response or of an embedding; null is no usage.</param>
    public static TokenUsage From(UsageDetails? usage)
    {
        if (usage is null)
        {
            return default;
        }

        long input = usage.InputTokenCount ?? 0;
        return new TokenUsage(input, usage.OutputTokenCount ?? Math.Max(0, (usage.TotalTokenCount ?? input) - input))
        {
            CachedInputTokens = usage.CachedInputTokenCount ?? 0,
            CacheCreationInputTokens = CacheCreation(usage),
            ReasoningTokens = usage.ReasoningTokenCount ?? 0,
#pragma warning disable MEAI001 // Audio counts are marked experimental in the contracts; they are only read.
            InputAudioTokens = usage.InputAudioTokenCount ?? 0,
            OutputAudioTokens = usage.OutputAudioTokenCount ?? 0,
#pragma warning restore MEAI001
        };
    }

    /// <summary>Adds the counts of two calls.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right)
        => new(left.InputTokens + right.InputTokens, left.OutputTokens + right.OutputTokens)
        {
            CachedInputTokens = left.CachedInputTokens + right.CachedInputTokens,
            CacheCreationInputTokens = left.CacheCreationInputTokens + right.CacheCreationInputTokens,
            ReasoningTokens = left.ReasoningTokens + right.ReasoningTokens,
            InputAudioTokens = left.InputAudioTokens + right.InputAudioTokens,
            OutputAudioTokens = left.OutputAudioTokens + right.OutputAudioTokens,
        };

    // The contracts of Microsoft.Extensions.AI have no member for it; adapters put it among the additional counts.
    private static long CacheCreation(UsageDetails usage)
    {
        if (usage.AdditionalCounts is { } counts)
        {
            foreach ((string name, long count) in counts)
            {
                if (name.Contains("cache", StringComparison.OrdinalIgnoreCase)
                    && (name.Contains("creation", StringComparison.OrdinalIgnoreCase) || name.Contains("write", StringComparison.OrdinalIgnoreCase)))
                {
                    return count;
                }
            }
        }

        return 0;
    }
}
