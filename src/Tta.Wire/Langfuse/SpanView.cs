using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>A span as the mapping looks at it.</summary>
internal sealed class SpanView(Span span)
{
    public Span Span => span;

    public AttributeMap Attributes { get; } = new(span.Attributes);

    public AttributeMap Resource { get; } = new(span.Resource.Attributes);

    public string ScopeName => span.Scope.Name;

    /// <summary>Langfuse's own SDKs say everything in attributes of Langfuse; the rest is not worth keeping as metadata.</summary>
    public bool IsLangfuseSdk => ScopeName.StartsWith("langfuse-sdk", StringComparison.Ordinal);

    public bool IsRoot => !span.ParentSpanId.IsValid || Attributes.Text(LangfuseKeys.AsRoot) == "true";

    /// <summary>
    /// Agents and steps of Vercel's SDK repeat the sums of their model calls; taken over, every token would count twice.
    /// </summary>
    public bool RepeatsUsageOfChildren => Attributes.IsText(LangfuseKeys.OperationName, "invoke_agent") || Attributes.IsText(LangfuseKeys.OperationName, "agent_step");

    /// <summary>True when the span says something about its trace.</summary>
    public bool UpdatesTrace
    {
        get
        {
            if (Attributes.FirstTruthy(LangfuseKeys.TraceUpdates).Kind != AnyValueKind.Empty)
            {
                return true;
            }

            foreach (string key in Attributes.Keys)
            {
                if (key.StartsWith(LangfuseKeys.TraceMetadata, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
