namespace Tta.Primitives;

/// <summary>Names of span attributes, events and labels. docs/reference lists them.</summary>
internal static class AttributeNames
{
    public const string PrimitiveName = "primitive.name";
    public const string PrimitiveType = "primitive.type";
    public const string PrimitiveStatus = "primitive.status";
    public const string Status = "status";
    public const string ErrorType = "error.type";
    public const string WorkflowId = "workflow.id";
    public const string WorkflowName = "workflow.name";
    public const string SessionId = "session.id";
    public const string CorrelationId = "correlation.id";
    public const string CausationId = "causation.id";
    public const string Persona = "persona";
    public const string ChatMode = "chatmode";
    public const string Workspace = "workspace";
    public const string GenAiOperationName = "gen_ai.operation.name";
    public const string GenAiWorkflowName = "gen_ai.workflow.name";
}
