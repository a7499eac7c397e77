using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>A question that was asked more than once.</summary>
/// <param name="Repeats">How often it was asked again after the first time.</param>
/// <param name="InputTokens">Tokens in of the repetitions.</param>
/// <param name="OutputTokens">Tokens out of the repetitions.</param>
/// <param name="CostUsd">Cost of the repetitions.</param>
/// <param name="First">The call that had to be made.</param>
/// <param name="Last">The latest repetition.</param>
internal sealed record RepeatedCall(int Repeats, long InputTokens, long OutputTokens, decimal CostUsd, LlmObservation First, LlmObservation Last);
