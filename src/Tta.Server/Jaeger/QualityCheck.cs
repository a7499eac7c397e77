using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>One thing that good spans have.</summary>
/// <param name="Category">Key of the score that it counts for.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Description">What is asked of a span.</param>
/// <param name="Holds">Asks it, of a span and the ids in its trace.</param>
internal sealed record QualityCheck(string Category, string Name, string Description, Func<Span, IReadOnlySet<SpanId>, bool> Holds)
{
    public QualityExamples Passed { get; } = new();

    public QualityExamples Failed { get; } = new();

    public void Add(Span span, IReadOnlySet<SpanId> idsOfTrace) => (Holds(span, idsOfTrace) ? Passed : Failed).Add(span);
}
