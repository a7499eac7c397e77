namespace Tta.Primitives;

/// <summary>Answer of a person.</summary>
/// <param name="IsApproved">Yes or no.</param>
/// <param name="By">Who decided.</param>
/// <param name="Comment">Why.</param>
public sealed record ApprovalDecision(bool IsApproved, string? By = null, string? Comment = null);
