using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>The services that a call passed one after the other, each with the operation by which it was entered.</summary>
internal sealed class CallPath
{
    private readonly List<TraceId> _exemplars = [];

    private CallPath(List<(string Service, string Operation)> calls)
    {
        Calls = calls;
        Key = string.Join('\0', calls.Select(call => call.Service + '\0' + call.Operation));
    }

    public IReadOnlyList<(string Service, string Operation)> Calls { get; }

    /// <summary>The same for equal paths.</summary>
    public string Key { get; }

    public IReadOnlyList<TraceId> Exemplars => _exemplars;

    /// <summary>The different paths of a trace, from its roots to spans without children.</summary>
    public static IEnumerable<CallPath> Of(Trace trace)
    {
        IReadOnlyList<Span> all = SpanIdUniquifier.Adjust(trace.Spans);
        var spans = new Dictionary<SpanId, Span>(all.Count);
        var parents = new HashSet<SpanId>();
        foreach (Span span in all)
        {
            spans.TryAdd(span.SpanId, span);
            parents.Add(span.ParentSpanId);
        }

        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (Span leaf in all)
        {
            if (!parents.Contains(leaf.SpanId) && new CallPath(CallsTo(leaf, spans)) is var path && given.Add(path.Key))
            {
                yield return path;
            }
        }
    }

    public bool Passes(string service, string? operation)
    {
        foreach ((string Service, string Operation) call in Calls)
        {
            if (call.Service == service && (operation is null || call.Operation == operation))
            {
                return true;
            }
        }

        return false;
    }

    public void AddExemplar(TraceId traceId, int most)
    {
        if (_exemplars.Count < most)
        {
            _exemplars.Add(traceId);
        }
    }

    private static List<(string Service, string Operation)> CallsTo(Span leaf, Dictionary<SpanId, Span> spans)
    {
        var calls = new List<(string Service, string Operation)>();
        Span? span = leaf;
        for (int depth = 0; span is not null && depth < spans.Count; depth++) // A span may be its own ancestor.
        {
            Span? parent = spans.GetValueOrDefault(span.ParentSpanId);
            if (parent is null || parent.Resource.ServiceName != span.Resource.ServiceName)
            {
                calls.Add((span.Resource.ServiceName, span.Name));
            }

            span = parent;
        }

        calls.Reverse();
        return calls;
    }
}
