using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>A span inside a primitive: an attempt, a branch, a fallback. Inert when nobody traces; never throws.</summary>
/// <remarks>Use it with <c>using</c> inside an async method, whose end restores the current span for its caller.</remarks>
internal readonly struct ChildSpan : IDisposable
{
    private readonly Activity? _span;

    private ChildSpan(Activity? span) => _span = span;

    public static ChildSpan Start(string name, WorkflowContext context) => new(Spans.Start(name, context));

    /// <summary>Whether attributes are worth computing.</summary>
    public bool IsRecorded => _span is { IsAllDataRequested: true };

    public void Set(string key, object? value)
    {
        if (IsRecorded)
        {
            _span!.SetTag(key, value);
        }
    }

    public void Fail(Exception exception, CancellationToken cancellationToken) => Spans.Fail(_span, exception, cancellationToken);

    public void Dispose() => Spans.Stop(_span);
}
