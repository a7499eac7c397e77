namespace Tta.Primitives;

/// <summary>A question to a person.</summary>
/// <param name="Id">Identity of the question.</param>
/// <param name="Gate">Name of the approval gate.</param>
/// <param name="Summary">What is to be approved, in words for a person.</param>
/// <param name="WorkflowId">The run that waits.</param>
/// <param name="WorkflowName">Its name.</param>
/// <param name="Persona">On whose behalf it runs.</param>
/// <param name="AskedAt">When it was asked.</param>
public sealed record ApprovalRequest(
    string Id, string Gate, string Summary, string WorkflowId, string? WorkflowName, string? Persona, DateTimeOffset AskedAt);
