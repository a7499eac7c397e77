namespace Tta.Observability;

/// <summary>Something that a persona was kept from, for the audit.</summary>
/// <param name="At">When.</param>
/// <param name="Persona">The persona.</param>
/// <param name="Kind"><c>tool</c>, <c>server</c>, <c>path</c>, <c>environment</c> or <c>approval</c>.</param>
/// <param name="Target">The tool, path or variable.</param>
/// <param name="WorkflowId">The workflow it happened in.</param>
/// <param name="TraceId">The trace it happened in, 32 hex digits, or empty.</param>
public sealed record PersonaDenial(DateTimeOffset At, string Persona, string Kind, string Target, string WorkflowId, string TraceId);
