using System.Diagnostics;

namespace Tta.Observability;

/// <summary>What every observation of a trace repeats: Langfuse takes the trace's fields from any of its spans.</summary>
internal sealed record LangfuseTraceAttributes(string Name, string? Persona, string? ChatMode, LangfuseTraceOptions Options)
{
    public void SetOn(Activity span)
    {
        span.SetTag("langfuse.trace.name", Name);
        if (Persona is not null)
        {
            span.SetTag("langfuse.user.id", Persona);
            span.SetTag("persona", Persona);
        }

        if (ChatMode is not null)
        {
            span.SetTag("chatmode", ChatMode);
            span.SetTag("langfuse.trace.metadata.chatmode", ChatMode);
        }

        if (Options.SessionId is not null)
        {
            span.SetTag("session.id", Options.SessionId);
        }

        if (Options.Tags.Count > 0)
        {
            span.SetTag("langfuse.trace.tags", Options.Tags.ToArray());
        }

        foreach ((string key, string value) in Options.Metadata)
        {
            span.SetTag("langfuse.trace.metadata." + key, value);
        }
    }
}
