using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>What a pipeline reads from a source.</summary>
/// <param name="AnyOf">Alternatives for a scan; empty = every trace.</param>
/// <param name="IsEmpty">True when no span can satisfy the query.</param>
/// <param name="Fields">Fields that the query names, in their order.</param>
/// <param name="Relates">True when the query asks for relations between spans.</param>
internal sealed record ScanPlan(
    IReadOnlyList<IReadOnlyList<SpanCondition>> AnyOf, bool IsEmpty, IReadOnlyList<TraceField> Fields, bool Relates)
{
    // Tells the two sides of a call apart that have one id.
    private static readonly SpanField s_kind = new(SpanFieldScope.Intrinsic, "span:kind");

    // Read for every answer: name and service of the root, spans and errors by service.
    private static readonly SpanField[] s_always =
    [
        new(SpanFieldScope.Resource, "service.name"),
        new(SpanFieldScope.Intrinsic, "span:name"),
        new(SpanFieldScope.Intrinsic, "span:status"),
    ];

    /// <summary>The plan of a pipeline.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="selectedOnly">
    /// True when the selected spans themselves must lie in the window, as for metrics; false when any span of the query may.
    /// </param>
    public static ScanPlan Of(Pipeline pipeline, bool selectedOnly)
    {
        IReadOnlyList<IReadOnlyList<SpanCondition>> alternatives = OfStage(pipeline, selectedOnly);
        var fields = new List<TraceField>();
        FieldCollector.Collect(pipeline, fields);
        return new ScanPlan(SpanAlternatives.IsAnything(alternatives) ? [] : alternatives, alternatives.Count == 0, fields, Relate(pipeline));
    }

    /// <summary>The scan; further fields are read besides those of the query.</summary>
    public TraceScan ToScan(long startNs, long endNs, bool newestFirst, bool wholeSpans, params ReadOnlySpan<TraceField> more)
    {
        var fields = new HashSet<SpanField>(s_always);
        if (Relates)
        {
            fields.Add(s_kind);
        }

        foreach (TraceField field in (ReadOnlySpan<TraceField>)[.. Fields, .. more])
        {
            if (field.Intrinsic is Intrinsic.ChildCount or Intrinsic.NestedSetLeft or Intrinsic.NestedSetRight or Intrinsic.NestedSetParent)
            {
                fields.Add(s_kind);
            }

            if (SpanAlternatives.FieldOf(field) is { } known)
            {
                fields.Add(known);
            }
        }

        return new TraceScan
        {
            StartNs = startNs,
            EndNs = endNs,
            AnyOf = AnyOf,
            Fields = wholeSpans ? null : [.. fields],
            NewestFirst = newestFirst,
        };
    }

    private static bool Relate(IPipelineStage stage)
    {
        if (stage is SpansetOperation operation)
        {
            return operation.Operator.IsStructural || Relate(operation.Left) || Relate(operation.Right);
        }

        IReadOnlyList<IPipelineStage> inner = stage is Pipeline pipeline ? pipeline.Stages : [];
        for (int i = 0; i < inner.Count; i++)
        {
            if (Relate(inner[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static IReadOnlyList<IReadOnlyList<SpanCondition>> OfStage(IPipelineStage stage, bool selectedOnly) => stage switch
    {
        Pipeline pipeline => OfStage(pipeline.Stages[0], selectedOnly),
        SpansetFilter filter => SpanAlternatives.Of(filter.Condition),
        SpansetOperation operation => OfOperation(operation, selectedOnly),
        _ => SpanAlternatives.Anything,
    };

    private static IReadOnlyList<IReadOnlyList<SpanCondition>> OfOperation(SpansetOperation operation, bool selectedOnly)
    {
        IReadOnlyList<IReadOnlyList<SpanCondition>> left = OfStage(operation.Left, selectedOnly);
        IReadOnlyList<IReadOnlyList<SpanCondition>> right = OfStage(operation.Right, selectedOnly);
        if (operation.Operator.Relation == SpansetRelation.Or)
        {
            return SpanAlternatives.Either(left, right);
        }

        bool needsLeft = operation.Operator.Form != SpansetForm.Negated;
        if (right.Count == 0 || (needsLeft && left.Count == 0))
        {
            return SpanAlternatives.Nothing;
        }

        bool selectsLeft = !operation.Operator.IsStructural || operation.Operator.Form == SpansetForm.Union;
        return selectsLeft || (!selectedOnly && needsLeft) ? SpanAlternatives.Either(left, right) : right;
    }
}
