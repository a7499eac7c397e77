// Spec: Jaeger jaegerquery/internal/adjuster, library attributes: what says which SDK sent a span belongs to the process.
using System.Diagnostics.CodeAnalysis;
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>Moves the attributes that name the SDK from spans to their resource; where the two differ, the span keeps its own and says so.</summary>
internal static class LibraryAttributes
{
    /// <summary>The same list when no span has such an attribute.</summary>
    public static IReadOnlyList<Span> Adjust(IReadOnlyList<Span> spans)
    {
        if (!spans.Any(static span => span.Attributes.Any(IsOne)))
        {
            return spans;
        }

        var resources = new Dictionary<Resource, List<KeyValue>>(SameAttributes.Instance);
        var kept = new List<(Span Span, IReadOnlyList<KeyValue> Attributes)>(spans.Count);
        foreach (Span span in spans)
        {
            if (!resources.TryGetValue(span.Resource, out List<KeyValue>? known))
            {
                known = [.. span.Resource.Attributes];
                resources.Add(span.Resource, known);
            }

            kept.Add((span, Move(span, known)));
        }

        return [.. kept.Select(each => SpanCopy.With(
            each.Span, attributes: each.Attributes, resource: each.Span.Resource with { Attributes = resources[each.Span.Resource] }))];
    }

    private static IReadOnlyList<KeyValue> Move(Span span, List<KeyValue> resource)
    {
        IReadOnlyList<KeyValue> kept = span.Attributes;
        foreach (KeyValue attribute in span.Attributes.Where(IsOne))
        {
            if (!KeyValue.TryFind(resource, attribute.Key, out AnyValue known))
            {
                resource.Add(attribute);
            }

            kept = known.Kind == AnyValueKind.Empty || known.Equals(attribute.Value)
                ? [.. kept.Where(other => other.Key != attribute.Key)]
                : SpanWarnings.Add(kept, $"conflicting values between Span and Resource for attribute {attribute.Key}");
        }

        return kept;
    }

    private static bool IsOne(KeyValue attribute) => attribute.Key is "telemetry.sdk.language" or "telemetry.sdk.name" or "telemetry.sdk.version"
        or "telemetry.distro.name" or "telemetry.distro.version";

    private sealed class SameAttributes : IEqualityComparer<Resource>
    {
        public static SameAttributes Instance { get; } = new();

        public bool Equals(Resource? x, Resource? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.SchemaUrl == y.SchemaUrl && x.Attributes.SequenceEqual(y.Attributes));

        public int GetHashCode([DisallowNull] Resource obj) => obj.ServiceName.GetHashCode(StringComparison.Ordinal);
    }
}
