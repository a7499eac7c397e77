namespace Tta.Observability;

/// <summary>One change of persona, for the audit.</summary>
/// <param name="At">When.</param>
/// <param name="From">The persona before; <c>none</c> at first.</param>
/// <param name="To">The persona after.</param>
/// <param name="ChatMode">Its chat mode, or null.</param>
/// <param name="WorkflowId">The workflow it happened in.</param>
/// <param name="TraceId">The trace it happened in, 32 hex digits, or empty.</param>
public sealed record PersonaSwitch(DateTimeOffset At, string From, string To, string? ChatMode, string WorkflowId, string TraceId);
