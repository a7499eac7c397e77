using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>A span inside a primitive: an attempt, a branch, a fallback. Inert when nobody traces; never throws.</summary>
/// <remarks>Use it with <c>using</c> inside an async method, whose end restores the current span for its caller.</remarks>
internal readonly struct ChildSpan : IDisposable
{
    private readonly Activity? _span;
    private readonly ExecutionContext? _caller;

    private ChildSpan(Activity? span, ExecutionContext? caller)
    {
        _span = span;
        _caller = caller;
    }

    public static ChildSpan Start(string name, WorkflowContext context)
    {
        ExecutionContext? caller = PrimitiveTelemetry.Source.HasListeners() ? ExecutionContext.Capture() : null;
        return new ChildSpan(Spans.Start(name, context), caller);
    }

    /// <summary>Whether attributes are worth computing.</summary>
    public bool IsRecorded => _span is { IsAllDataRequested: true };

    public void Set(string key, string value)
    {
        if (IsRecorded)
        {
            _span!.SetTag(key, value);
        }
    }

    public void Set(string key, int value)
    {
        if (IsRecorded)
        {
            _span!.SetTag(key, Boxed.Of(value));
        }
    }

    public void Set(string key, double value)
    {
        if (IsRecorded)
        {
            _span!.SetTag(key, value);
        }
    }

    public void Fail(Exception exception, CancellationToken cancellationToken) => Spans.Fail(_span, exception, cancellationToken);

    public void Dispose() => Spans.Stop(_span, _caller);
}
