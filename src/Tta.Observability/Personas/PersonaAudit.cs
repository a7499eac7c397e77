using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>What happened to personas: kept, counted, logged and noted on the current span. Thread-safe.</summary>
internal sealed partial class PersonaAudit(Meter meter, TimeProvider time, Func<ILogger> logger)
{
    private const int MaxEntries = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<PersonaSwitch> _switches = new();
    private readonly Queue<PersonaDenial> _denials = new();
    private readonly Counter<long> _switchCount = meter.CreateCounter<long>("persona.switches", "{switch}", "Changes of persona inside workflows.");
    private readonly Counter<long> _denialCount = meter.CreateCounter<long>(
        "persona.denials", "{denial}", "Tools, servers, paths and variables that personas were kept from, by kind.");

    public IReadOnlyList<PersonaSwitch> Switches => Copy(_switches);

    public IReadOnlyList<PersonaDenial> Denials => Copy(_denials);

    public void Switched(string from, WorkflowContext to)
    {
        var change = new PersonaSwitch(time.GetUtcNow(), from, to.Persona!, to.ChatMode, to.WorkflowId, TraceId());
        Keep(_switches, change);
        _switchCount.Add(1, new("from", change.From), new("to", change.To), new("persona", change.To));
        Activity.Current?.AddEvent(new ActivityEvent("persona.switch", change.At, new() { ["persona.from"] = change.From, ["persona.to"] = change.To, ["chatmode"] = change.ChatMode }));
        LogSwitch(logger(), change.From, change.To, change.ChatMode, change.WorkflowId);
    }

    public void Denied(PersonaDeniedException denied, WorkflowContext context)
    {
        var denial = new PersonaDenial(time.GetUtcNow(), denied.Persona, denied.Kind, denied.Target, context.WorkflowId, TraceId());
        Keep(_denials, denial);
        _denialCount.Add(1, new("persona", denial.Persona), new("kind", denial.Kind));
        Activity.Current?.AddEvent(new ActivityEvent("persona.denied", denial.At, new() { ["persona"] = denial.Persona, ["persona.denied.kind"] = denial.Kind, ["persona.denied.target"] = denial.Target }));
        LogDenied(logger(), denied.Message, context.WorkflowId);
    }

    private static string TraceId() => Activity.Current?.TraceId.ToHexString() ?? "";

    private List<T> Copy<T>(Queue<T> entries)
    {
        lock (_gate)
        {
            return [.. entries];
        }
    }

    private void Keep<T>(Queue<T> entries, T entry)
    {
        lock (_gate)
        {
            entries.Enqueue(entry);
            if (entries.Count > MaxEntries)
            {
                entries.Dequeue();
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "persona {From} hands over to {To} (chat mode {ChatMode}) in workflow {WorkflowId}")]
    private static partial void LogSwitch(ILogger logger, string from, string to, string? chatMode, string workflowId);

    [LoggerMessage(4, LogLevel.Warning, "{Denial} (workflow {WorkflowId})")]
    private static partial void LogDenied(ILogger logger, string denial, string workflowId);
}
