using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tta.Primitives.Tests.Recording;

/// <summary>Keeps every span of the library, in the order in which they ended.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _started = new();
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;

    public SpanRecorder(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TtaPrimitivesTelemetry.ActivitySourceName,
            Sample = (ref _) => sampling,
            ActivityStarted = _started.Enqueue,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Activity[] Started => [.. _started];

    public Activity[] Stopped => [.. _stopped];

    public string[] Names => [.. _started.Select(span => span.OperationName)];

    public Activity Single(string name) => Assert.Single(_stopped, span => span.OperationName == name);

    public Activity[] All(string name) => [.. _stopped.Where(span => span.OperationName == name)];

    /// <summary>The tree as text: <c>root(child, child(grandchild))</c>, siblings in the order in which they started.</summary>
    public string Tree()
    {
        Activity[] spans = Started;
        HashSet<ActivitySpanId> known = [.. spans.Select(span => span.SpanId)];
        return string.Join(" + ", spans.Where(span => !known.Contains(span.ParentSpanId)).Select(Render));

        string Render(Activity span)
        {
            string children = string.Join(", ", spans.Where(child => child.ParentSpanId == span.SpanId).Select(Render));
            string name = span.OperationName.Replace("primitive.", "", StringComparison.Ordinal);
            return children.Length == 0 ? name : $"{name}({children})";
        }
    }

    public void Dispose() => _listener.Dispose();
}
