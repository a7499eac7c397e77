using System.Diagnostics;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>Which workflow, session and persona a span belongs to; absent ones are left out.</summary>
internal static class WorkflowTags
{
    public static void AddTo(Activity span) => AddTo(span, WorkflowContext.Current);

    public static void AddTo(Activity span, WorkflowContext? workflow)
    {
        if (workflow is not null)
        {
            span.SetTag("workflow.id", workflow.WorkflowId);
            span.SetTag("workflow.name", workflow.WorkflowName);
            span.SetTag("session.id", workflow.SessionId);
            span.SetTag("correlation.id", workflow.CorrelationId);
            span.SetTag("persona", workflow.Persona);
            span.SetTag("chatmode", workflow.ChatMode);
        }
    }
}
