using Tta.Model;

namespace Tta.Query.Tests.TraceQl;

/// <summary>Who is whose parent, found by looking through the whole trace each time.</summary>
internal sealed class NaiveTree(List<List<Span>> traces)
{
    public List<Span> TraceOf(Span span) => traces.Single(trace => trace[0].TraceId == span.TraceId);

    public Span? RootOf(Span span) => TraceOf(span)
        .Where(other => !other.ParentSpanId.IsValid).OrderBy(other => other.StartNs).ThenBy(other => other.SpanId.Value).FirstOrDefault();

    // Of the two sides of a call with one id the server's has the children; a server's parent is the client's.
    public Span? ParentOf(Span span)
    {
        List<Span> named = NamedBy(span);
        Span? parent = named.Count == 2 ? named.Find(other => other.Kind == KindOfParent(span)) : named.FirstOrDefault();
        return ReferenceEquals(parent, span) ? null : parent;
    }

    public bool IsParent(Span parent, Span child) => ReferenceEquals(ParentOf(child), parent);

    // Spans in or below a circle of parents have no place in the tree.
    public bool IsAncestor(Span ancestor, Span span)
    {
        var above = new List<Span>();
        for (Span? at = ParentOf(span); at is not null; at = ParentOf(at))
        {
            if (above.Exists(seen => ReferenceEquals(seen, at)) || ReferenceEquals(at, span))
            {
                return false;
            }

            above.Add(at);
        }

        return above.Exists(seen => ReferenceEquals(seen, ancestor));
    }

    public bool IsSibling(Span left, Span right) => !ReferenceEquals(left, right) && left.ParentSpanId == right.ParentSpanId
        && (NamedBy(left).Count < 2 || KindOfParent(left) == KindOfParent(right));

    public int ChildCount(Span span) => TraceOf(span).Count(other => IsParent(span, other));

    private List<Span> NamedBy(Span span) => span.ParentSpanId.IsValid ? TraceOf(span).FindAll(other => other.SpanId == span.ParentSpanId) : [];

    private static SpanKind KindOfParent(Span span) => span.Kind == SpanKind.Server ? SpanKind.Client : SpanKind.Server;
}
