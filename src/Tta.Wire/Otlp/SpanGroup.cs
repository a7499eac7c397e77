using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Spans that share a resource or a scope, in the order they came.</summary>
internal sealed class SpanGroup<T>(T key)
    where T : class
{
    public T Key { get; } = key;

    public List<Span> Spans { get; } = [];

    public static List<SpanGroup<T>> Of(IReadOnlyList<Span> spans, Func<Span, T> keyOf, Func<T, T, bool> same)
    {
        var groups = new List<SpanGroup<T>>();
        foreach (Span span in spans)
        {
            T key = keyOf(span);
            SpanGroup<T>? group = groups.Find(candidate => same(candidate.Key, key));
            if (group is null)
            {
                group = new SpanGroup<T>(key);
                groups.Add(group);
            }

            group.Spans.Add(span);
        }

        return groups;
    }
}
