using System.Collections.Immutable;

namespace Tta.Primitives;

/// <summary>
/// What a context and its copies have in common, until a copy is given something else. Each workflow, timeout and step runs in a copy
/// of its own; keeping the many values apart from the few that such copies change makes them small.
/// </summary>
internal sealed class ContextValues(TimeProvider timeProvider)
{
    private string? _workflowId;
    private string? _correlationId;

    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>Made when first asked for: a run that nobody looks at has no use for it.</summary>
    public string WorkflowId
    {
        get => OnceMade(ref _workflowId, "N");
        set => _workflowId = value;
    }

    /// <summary>Made when first asked for, like the other.</summary>
    public string CorrelationId
    {
        get => OnceMade(ref _correlationId, "D");
        set => _correlationId = value;
    }

    public string? SessionId { get; set; }

    public string? CausationId { get; set; }

    public string? Persona { get; set; }

    public string? ChatMode { get; set; }

    public string? Workspace { get; set; }

    public ImmutableDictionary<string, string> Tags { get; private set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The tags as they are put on spans.</summary>
    public KeyValuePair<string, object?>[] TagAttributes { get; private set; } = [];

    public ImmutableDictionary<string, string> Baggage { get; set; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableDictionary<string, object?> Metadata { get; set; } = ImmutableDictionary<string, object?>.Empty;

    public IPersonaPolicy? PersonaPolicy { get; set; }

    public WorkflowState State { get; set; } = new();

    public CheckpointLog CheckpointLog { get; set; } = new();

    public DateTimeOffset StartTime { get; private set; } = timeProvider.GetUtcNow();

    public long StartTimestamp { get; private set; } = timeProvider.GetTimestamp();

    /// <summary>The innermost saga around; null outside of one.</summary>
    public SagaScope? Saga { get; set; }

    public void SetTags(ImmutableDictionary<string, string> tags)
    {
        Tags = tags;
        TagAttributes = [.. tags.Select(static tag => KeyValuePair.Create("tag." + tag.Key, (object?)tag.Value))];
    }

    /// <summary>The same values, to be changed before anybody else sees them.</summary>
    public ContextValues Copy()
    {
        // A copy is the same run: ids that are made later would not be the same.
        _ = WorkflowId;
        _ = CorrelationId;
        return (ContextValues)MemberwiseClone();
    }

    /// <summary>The values of a part of the run that is caused by the whole and keeps its own notes.</summary>
    public ContextValues Child()
    {
        ContextValues child = Copy();
        child.CausationId = CorrelationId;
        child.State = State.Fork();
        child.CheckpointLog = new CheckpointLog();
        child.StartTime = TimeProvider.GetUtcNow();
        child.StartTimestamp = TimeProvider.GetTimestamp();
        return child;
    }

    private static string OnceMade(ref string? id, string format) =>
        Volatile.Read(ref id) ?? Interlocked.CompareExchange(ref id, Guid.NewGuid().ToString(format), null) ?? id;
}
