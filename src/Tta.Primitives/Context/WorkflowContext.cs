using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>Who, where and on whose behalf a workflow runs, handed from step to step.</summary>
/// <remarks>
/// Immutable but for <see cref="State"/> and <see cref="Checkpoints"/>, which are thread-safe. Change it with a <c>with</c>
/// expression or a <c>With...</c> method: both give a copy that shares state and checkpoints. Parallel branches get a child
/// (<see cref="CreateChild"/>), whose state is their own. Two contexts are equal only when they are the same object.
/// </remarks>
public sealed partial record WorkflowContext
{
    private static readonly AsyncLocal<WorkflowContext?> s_current = new();

    private readonly ImmutableDictionary<string, string> _tags = ImmutableDictionary<string, string>.Empty;
    private readonly KeyValuePair<string, object?>[] _tagAttributes = [];

    /// <summary>Starts a context now.</summary>
    /// <param name="timeProvider">Clock and timers of everything that runs in this context. Default: the system's.</param>
    public WorkflowContext(TimeProvider? timeProvider = null)
    {
        TimeProvider = timeProvider ?? TimeProvider.System;
        StartTime = TimeProvider.GetUtcNow();
        StartTimestamp = TimeProvider.GetTimestamp();
    }

    /// <summary>
    /// The context of the primitive that runs here and is observed or has a <see cref="PersonaPolicy"/>; null outside of one. Flows with
    /// async calls.
    /// </summary>
    public static WorkflowContext? Current
    {
        get => s_current.Value;
        internal set => s_current.Value = value;
    }

    /// <summary>Identity of this run. Default: a new random id.</summary>
    public string WorkflowId { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Name of the workflow, a label value; set by the outermost primitive when null.</summary>
    public string? WorkflowName { get; init; }

    /// <summary>Conversation or user session that the run belongs to.</summary>
    public string? SessionId { get; init; }

    /// <summary>Ties together everything done for one request, across processes. Default: a new random UUID.</summary>
    public string CorrelationId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Correlation id of what caused this context; set in children.</summary>
    public string? CausationId { get; init; }

    /// <summary>Persona on whose behalf the steps run; a label of every metric while set.</summary>
    public string? Persona { get; init; }

    /// <summary>Chat mode of the persona.</summary>
    public string? ChatMode { get; init; }

    /// <summary>Clone of the repository that the run belongs to.</summary>
    public string? Workspace { get; init; }

    /// <summary>Short strings put on every span as <c>tag.{key}</c>. Never on metrics.</summary>
    public ImmutableDictionary<string, string> Tags
    {
        get => _tags;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _tags = value;
            _tagAttributes = [.. value.Select(static tag => KeyValuePair.Create("tag." + tag.Key, (object?)tag.Value))];
        }
    }

    /// <summary>
    /// Strings that travel with the request to other processes (W3C baggage): where <see cref="Inject(Action{string, string})"/> writes
    /// them, and where the telemetry set-up allows it. They are never put on the current span, whose baggage every HTTP client would
    /// send to every host. Never a place for secrets.
    /// </summary>
    public ImmutableDictionary<string, string> Baggage { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Anything the application wants to hand down; not exported.</summary>
    public ImmutableDictionary<string, object?> Metadata { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>What <see cref="Persona"/> may use; asked before each tool runs, also when nothing is observed. Null allows everything.</summary>
    public IPersonaPolicy? PersonaPolicy { get; init; }

    /// <summary>Values that steps leave for later steps of the same branch.</summary>
    public WorkflowState State { get; init; } = new();

    /// <summary>When the run must be over; null for no limit. Kept by workflows, timeouts and retries.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Span that the run continues: what <see cref="Extract(Func{string, string}, TimeProvider)"/> read, or the workflow's own span.</summary>
    public ActivityContext TraceContext { get; init; }

    /// <summary>When this context was started.</summary>
    public DateTimeOffset StartTime { get; private init; }

    /// <summary>Clock and timers of everything that runs in this context.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Named moments, oldest first, as recorded by <see cref="Checkpoint"/>.</summary>
    public IReadOnlyList<WorkflowCheckpoint> Checkpoints => CheckpointLog.Snapshot();

    /// <summary>Time since this context was started.</summary>
    public TimeSpan Elapsed => TimeProvider.GetElapsedTime(StartTimestamp);

    /// <summary>Time left until <see cref="Deadline"/>, never negative; null without one.</summary>
    public TimeSpan? Remaining => Deadline is { } deadline
        ? TimeSpan.FromTicks(Math.Max(0, (deadline - TimeProvider.GetUtcNow()).Ticks))
        : null;

    /// <summary>True inside a primitive that is observed as a workflow.</summary>
    internal bool IsInsideWorkflow { get; init; }

    /// <summary>The innermost saga around; null outside of one.</summary>
    internal SagaScope? Saga { get; init; }

    internal ReadOnlySpan<KeyValuePair<string, object?>> TagAttributes => _tagAttributes;

    private long StartTimestamp { get; init; }

    private CheckpointLog CheckpointLog { get; init; } = new();

    /// <summary>A copy for another persona.</summary>
    /// <param name="persona">The persona, or null for none.</param>
    /// <param name="chatMode">Its chat mode; null keeps the present one.</param>
    /// <returns>The copy.</returns>
    public WorkflowContext WithPersona(string? persona, string? chatMode = null) =>
        this with { Persona = persona, ChatMode = chatMode ?? ChatMode };

    /// <summary>A copy with one tag more.</summary>
    /// <param name="key">Name of the tag, without <c>tag.</c>.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The copy.</returns>
    public WorkflowContext WithTag(string key, string value) => this with { Tags = Tags.SetItem(key, value) };

    /// <summary>A copy with one baggage entry more.</summary>
    /// <param name="key">Name of the entry: a W3C token.</param>
    /// <param name="value">Its value; percent-encoded on the wire.</param>
    /// <returns>The copy.</returns>
    public WorkflowContext WithBaggage(string key, string value) => this with { Baggage = Baggage.SetItem(key, value) };

    /// <summary>A copy with one metadata entry more.</summary>
    /// <param name="key">Name of the entry.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The copy.</returns>
    public WorkflowContext WithMetadata(string key, object? value) => this with { Metadata = Metadata.SetItem(key, value) };

    /// <summary>A copy that must be over at <paramref name="deadline"/>, or at the present deadline where that is earlier.</summary>
    /// <param name="deadline">The moment by the clock of <see cref="TimeProvider"/>.</param>
    /// <returns>The copy.</returns>
    public WorkflowContext WithDeadline(DateTimeOffset deadline) =>
        this with { Deadline = Deadline is { } present && present < deadline ? present : deadline };

    /// <summary>
    /// A context for a parallel branch or a sub-task: same ids, persona, tags, baggage and deadline; its own start, checkpoints and a
    /// fork of the state, so that siblings do not see each other's writes; caused by this one.
    /// </summary>
    /// <returns>The child.</returns>
    public WorkflowContext CreateChild() => this with
    {
        CausationId = CorrelationId,
        State = State.Fork(),
        CheckpointLog = new CheckpointLog(),
        StartTime = TimeProvider.GetUtcNow(),
        StartTimestamp = TimeProvider.GetTimestamp(),
    };

    /// <summary>Records a named moment, also as an event of the current span. The last 1,000 are kept.</summary>
    /// <param name="name">What happened.</param>
    public void Checkpoint(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        CheckpointLog.Add(new WorkflowCheckpoint(name, TimeProvider.GetUtcNow(), Elapsed));
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.AddEvent(new ActivityEvent(name));
        }
    }

    /// <summary>Same object.</summary>
    /// <param name="other">The other context.</param>
    /// <returns>Whether both are the same object.</returns>
    public bool Equals(WorkflowContext? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Name and id only: a context may hold anything, and log lines are read by many.</summary>
    /// <returns>Name and id of the workflow.</returns>
    public override string ToString() => $"{WorkflowName ?? "workflow"} {WorkflowId}";
}
