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

    private const long NoDeadline = long.MaxValue;

    private readonly long _deadlineUtcTicks = NoDeadline;
    private bool _isDeadlineKept;

    // The span that the workflow runs in, or the context of a span elsewhere.
    private object? _trace;

    private ContextValues _values;
    private bool _ownsValues;

    /// <summary>Starts a context now.</summary>
    /// <param name="timeProvider">Clock and timers of everything that runs in this context. Default: the system's.</param>
    public WorkflowContext(TimeProvider? timeProvider = null)
    {
        _values = new ContextValues(timeProvider ?? TimeProvider.System);
        _ownsValues = true;
    }

    // What "with" begins with: everything the same, and the values shared until one of them is set.
    private WorkflowContext(WorkflowContext original)
    {
        _values = original._values;
        _deadlineUtcTicks = original._deadlineUtcTicks;
        _isDeadlineKept = original._isDeadlineKept;
        Path = original.Path;
        _trace = original._trace;
        WorkflowName = original.WorkflowName;
        IsInsideWorkflow = original.IsInsideWorkflow;
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
    public string WorkflowId
    {
        get => _values.WorkflowId;
        init => OwnValues().WorkflowId = value;
    }

    /// <summary>Name of the workflow, a label value; set by the outermost primitive when null.</summary>
    public string? WorkflowName { get; init; }

    /// <summary>Conversation or user session that the run belongs to.</summary>
    public string? SessionId
    {
        get => _values.SessionId;
        init => OwnValues().SessionId = value;
    }

    /// <summary>Ties together everything done for one request, across processes. Default: a new random UUID.</summary>
    public string CorrelationId
    {
        get => _values.CorrelationId;
        init => OwnValues().CorrelationId = value;
    }

    /// <summary>Correlation id of what caused this context; set in children.</summary>
    public string? CausationId
    {
        get => _values.CausationId;
        init => OwnValues().CausationId = value;
    }

    /// <summary>Persona on whose behalf the steps run; a label of every metric while set.</summary>
    public string? Persona
    {
        get => _values.Persona;
        init => OwnValues().Persona = value;
    }

    /// <summary>Chat mode of the persona.</summary>
    public string? ChatMode
    {
        get => _values.ChatMode;
        init => OwnValues().ChatMode = value;
    }

    /// <summary>Clone of the repository that the run belongs to.</summary>
    public string? Workspace
    {
        get => _values.Workspace;
        init => OwnValues().Workspace = value;
    }

    /// <summary>Short strings put on every span as <c>tag.{key}</c>. Never on metrics.</summary>
    public ImmutableDictionary<string, string> Tags
    {
        get => _values.Tags;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            OwnValues().SetTags(value);
        }
    }

    /// <summary>
    /// Strings that travel with the request to other processes (W3C baggage): where <see cref="Inject(Action{string, string})"/> writes
    /// them, and where the telemetry set-up allows it. They are never put on the current span, whose baggage every HTTP client would
    /// send to every host. Never a place for secrets.
    /// </summary>
    public ImmutableDictionary<string, string> Baggage
    {
        get => _values.Baggage;
        init => OwnValues().Baggage = value;
    }

    /// <summary>Anything the application wants to hand down; not exported.</summary>
    public ImmutableDictionary<string, object?> Metadata
    {
        get => _values.Metadata;
        init => OwnValues().Metadata = value;
    }

    /// <summary>What <see cref="Persona"/> may use; asked before each tool runs, also when nothing is observed. Null allows everything.</summary>
    public IPersonaPolicy? PersonaPolicy
    {
        get => _values.PersonaPolicy;
        init => OwnValues().PersonaPolicy = value;
    }

    /// <summary>Values that steps leave for later steps of the same branch.</summary>
    public WorkflowState State
    {
        get => _values.State;
        init => OwnValues().State = value;
    }

    /// <summary>
    /// When the run must be over, in UTC; null for no limit. The outermost primitive that is given it keeps it: it cancels what runs inside
    /// and fails with <see cref="WorkflowTimeoutException"/>. Retries and rate limits begin no wait that would go beyond it.
    /// </summary>
    public DateTimeOffset? Deadline
    {
        get => _deadlineUtcTicks == NoDeadline ? null : new DateTimeOffset(_deadlineUtcTicks, TimeSpan.Zero);
        init
        {
            _deadlineUtcTicks = value?.UtcTicks ?? NoDeadline;
            _isDeadlineKept = false;
        }
    }

    /// <summary>Span that the run continues: what <see cref="Extract(Func{string, string}, TimeProvider)"/> read, or the workflow's own span.</summary>
    public ActivityContext TraceContext
    {
        get => _trace switch
        {
            Activity span => span.Context,
            ActivityContext given => given,
            _ => default,
        };
        init => _trace = value == default ? null : value;
    }

    /// <summary>When this context was started.</summary>
    public DateTimeOffset StartTime => _values.StartTime;

    /// <summary>Clock and timers of everything that runs in this context.</summary>
    public TimeProvider TimeProvider => _values.TimeProvider;

    /// <summary>Named moments, oldest first, as recorded by <see cref="Checkpoint"/>.</summary>
    public IReadOnlyList<WorkflowCheckpoint> Checkpoints => _values.CheckpointLog.Snapshot();

    /// <summary>Time since this context was started.</summary>
    public TimeSpan Elapsed => TimeProvider.GetElapsedTime(_values.StartTimestamp);

    /// <summary>Time left until <see cref="Deadline"/>, never negative; null without one.</summary>
    public TimeSpan? Remaining => Deadline is { } deadline
        ? TimeSpan.FromTicks(Math.Max(0, (deadline - TimeProvider.GetUtcNow()).Ticks))
        : null;

    /// <summary>True inside a primitive that is observed as a workflow.</summary>
    internal bool IsInsideWorkflow { get; private init; }

    /// <summary>True while there is a deadline that no primitive around keeps.</summary>
    internal bool HasDeadlineToKeep => _deadlineUtcTicks != NoDeadline && !_isDeadlineKept;

    /// <summary>Where in loops, lists and branches the steps run; null outside of all of them.</summary>
    internal StepPath? Path { get; private init; }

    /// <summary>The innermost saga around, or one attempt of a part of it; null outside of one.</summary>
    internal SagaScope? Saga
    {
        get => _values.Saga;
        init => OwnValues().Saga = value;
    }

    internal ReadOnlySpan<KeyValuePair<string, object?>> TagAttributes => _values.TagAttributes;

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
        _deadlineUtcTicks <= deadline.UtcTicks ? new(this) : new(this) { Deadline = deadline };

    /// <summary>
    /// A context for a parallel branch or a sub-task: same ids, persona, tags, baggage and deadline; its own start, checkpoints and a
    /// fork of the state, so that siblings do not see each other's writes; caused by this one.
    /// </summary>
    /// <returns>The child.</returns>
    public WorkflowContext CreateChild() => new(this) { _values = _values.Child() };

    /// <summary>Records a named moment, also as an event of the current span. The last 1,000 are kept.</summary>
    /// <param name="name">What happened.</param>
    public void Checkpoint(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _values.CheckpointLog.Add(new WorkflowCheckpoint(name, TimeProvider.GetUtcNow(), Elapsed));
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.AddEvent(new ActivityEvent(name));
        }
    }

    /// <summary>A child for one of several branches or items.</summary>
    internal WorkflowContext CreateBranch(int index) => new(this) { _values = _values.Child(), Path = new StepPath(Path, index) };

    /// <summary>A copy for one turn of a loop.</summary>
    internal WorkflowContext AtTurn(int index) => new(this) { Path = new StepPath(Path, index) };

    /// <summary>The copy in which a primitive that keeps the deadline runs what is inside it.</summary>
    internal WorkflowContext WithDeadlineKept() => new(this) { _isDeadlineKept = true };

    /// <summary>A copy for what a primitive ends at <paramref name="end"/>, unless the deadline that is kept already is earlier.</summary>
    internal WorkflowContext WithKeptDeadline(DateTimeOffset end) =>
        _deadlineUtcTicks <= end.UtcTicks ? this : new(this) { Deadline = end, _isDeadlineKept = true };

    /// <summary>The copy that a workflow runs in. Inner primitives know by it that they are steps, and whose.</summary>
    internal WorkflowContext InWorkflow(string name, Activity? span) =>
        new(this) { WorkflowName = name, IsInsideWorkflow = true, _trace = span ?? _trace };

    /// <summary>Same object.</summary>
    /// <param name="other">The other context.</param>
    /// <returns>Whether both are the same object.</returns>
    public bool Equals(WorkflowContext? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Name and id only: a context may hold anything, and log lines are read by many.</summary>
    /// <returns>Name and id of the workflow.</returns>
    public override string ToString() => $"{WorkflowName ?? "workflow"} {WorkflowId}";

    private ContextValues OwnValues()
    {
        if (!_ownsValues)
        {
            _values = _values.Copy();
            _ownsValues = true;
        }

        return _values;
    }
}
