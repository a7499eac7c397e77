using Microsoft.Extensions.AI;
using Tta.Pricing;

namespace Tta.Integrations;

/// <summary>What a model answered: one shape for every provider.</summary>
/// <param name="Text">The text of the answer; empty when the model only asks to call tools.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Usage">Token counts.</param>
/// <param name="Response">Everything that the provider's adapter gave.</param>
public sealed record ChatReply(string Text, string Model, TokenUsage Usage, ChatResponse Response)
{
    /// <summary>Why the answer ended: <c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>; null when the provider does not say.</summary>
    public string? FinishReason => Response.FinishReason?.Value;

    /// <summary>What the call cost by the price book; null when it has no price for the model.</summary>
    public ModelCost? Cost { get; init; }

    /// <summary>USD; null when the price book has no price for the model.</summary>
    public decimal? CostUsd => Cost?.TotalUsd;
}
