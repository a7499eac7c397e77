namespace Tta.Primitives;

/// <summary>What is known of a setting that learns.</summary>
/// <param name="Name">The setting: <c>timeout</c>, <c>retries</c>, <c>time_to_live</c>.</param>
/// <param name="Unit">Unit of the values: <c>s</c> for seconds, <c>{retry}</c> for a count of retries.</param>
/// <param name="Baseline">The value that the author gave.</param>
/// <param name="InUse">The value used now.</param>
/// <param name="Validated">The value that passed validation and is used in mode Active; null when none did.</param>
/// <param name="Proposed">The value that is being validated; null when there is none.</param>
/// <param name="Observations">Latest executions that count.</param>
/// <param name="FailureRatio">Part of them that failed for want of more, 0 to 1.</param>
/// <param name="Reason">Why the value in use is in use, in words.</param>
public sealed record AdaptiveSetting(
    string Name,
    string Unit,
    double Baseline,
    double InUse,
    double? Validated,
    double? Proposed,
    int Observations,
    double FailureRatio,
    string Reason);
