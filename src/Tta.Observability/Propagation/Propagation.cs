using System.Diagnostics;

namespace Tta.Observability;

/// <summary>Puts the propagator in force for the HTTP clients and servers that are made from now on, until disposed.</summary>
internal sealed class Propagation : IDisposable
{
    // Sessions may overlap, and end in any order.
    private static readonly Lock s_gate = new();
    private static readonly List<DistributedContextPropagator> s_running = [];
    private static DistributedContextPropagator? s_before;

    private readonly ContextPropagator _ours;

    public Propagation(ObservabilitySettings settings)
    {
        _ours = new ContextPropagator(settings.Propagators, new BaggageDestinations(settings.BaggageDestinations));
        lock (s_gate)
        {
            s_before = s_running.Count == 0 ? DistributedContextPropagator.Current : s_before;
            s_running.Add(_ours);
            DistributedContextPropagator.Current = _ours;
        }
    }

    public static PropagationFormats Formats(EnvironmentSettings environment)
    {
        IReadOnlyList<string>? words = environment.Words("OTEL_PROPAGATORS", "tracecontext", "baggage", "b3", "b3multi", "none");
        if (words is null or [])
        {
            return PropagationFormats.TraceContext | PropagationFormats.Baggage;
        }

        PropagationFormats formats = PropagationFormats.None;
        foreach (string word in words)
        {
            formats |= word switch
            {
                "tracecontext" => PropagationFormats.TraceContext,
                "baggage" => PropagationFormats.Baggage,
                "b3" => PropagationFormats.B3,
                "b3multi" => PropagationFormats.B3Multi,
                _ => PropagationFormats.None,
            };
        }

        return words.Contains("none", StringComparer.Ordinal) ? PropagationFormats.None : formats;
    }

    public void Dispose()
    {
        lock (s_gate)
        {
            // Whoever else replaced it meanwhile knows why.
            if (s_running.Remove(_ours) && ReferenceEquals(DistributedContextPropagator.Current, _ours))
            {
                DistributedContextPropagator.Current = s_running.Count > 0 ? s_running[^1] : s_before!;
            }
        }
    }
}
