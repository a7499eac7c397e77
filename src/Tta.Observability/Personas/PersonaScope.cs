using System.Diagnostics.Metrics;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>The time a persona works. Disposing it measures how long that was.</summary>
public sealed class PersonaScope : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Histogram<double> _duration;
    private readonly long _startTimestamp;
    private int _isOver;

    internal PersonaScope(WorkflowContext context, TimeProvider time, Histogram<double> duration)
    {
        Context = context;
        _time = time;
        _duration = duration;
        _startTimestamp = time.GetTimestamp();
    }

    /// <summary>The context to work with: everything in it is labelled with the persona.</summary>
    public WorkflowContext Context { get; }

    /// <summary>Ends the scope. A second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            double seconds = _time.GetElapsedTime(_startTimestamp).TotalSeconds;
            _duration.Record(seconds, new("persona", Context.Persona), new("chatmode", Context.ChatMode ?? "none"));
        }
    }
}
