namespace Tta.Observability;

/// <summary>What a model call used.</summary>
/// <param name="InputTokens">Tokens of the prompt, cached ones included.</param>
/// <param name="OutputTokens">Tokens of the answer, reasoning included.</param>
/// <param name="CostUsd">Cost in US dollars; null lets the receiver compute it.</param>
public sealed record LangfuseUsage(long InputTokens, long OutputTokens, double? CostUsd = null);
