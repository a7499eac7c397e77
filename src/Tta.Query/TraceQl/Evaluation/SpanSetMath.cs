namespace Tta.Query.TraceQl;

/// <summary>Set operations and relations between spans of one trace.</summary>
internal static class SpanSetMath
{
    private const int InLeft = 1;
    private const int InRight = 2;
    private const int Related = 4;

    /// <summary>Every span of the given sets once, by index.</summary>
    /// <param name="marks">A zero for each span of the trace.</param>
    public static void Union(List<SpanSet> left, List<SpanSet> right, SpanSet result, Span<int> marks)
    {
        Mark(left, marks, InLeft);
        Mark(right, marks, InLeft);
        for (int i = 0; i < marks.Length; i++)
        {
            if (marks[i] != 0)
            {
                result.Spans.Add(i);
            }
        }
    }

    /// <summary>The spans that a structural operator selects, by index.</summary>
    /// <param name="marks">A zero for each span of the trace.</param>
    public static void Relate(SpansetOperator op, List<SpanSet> left, List<SpanSet> right, TraceStructure tree, SpanSet result, Span<int> marks)
    {
        Mark(left, marks, InLeft);
        Mark(right, marks, InRight);
        Relate(op.Relation, tree, marks, from: InLeft, to: InRight);
        if (op.Form == SpansetForm.Union)
        {
            Relate(Inverse(op.Relation), tree, marks, from: InRight, to: InLeft);
        }

        for (int i = 0; i < marks.Length; i++)
        {
            bool isRelated = (marks[i] & Related) != 0;
            bool isWanted = op.Form switch
            {
                SpansetForm.Union => isRelated,
                SpansetForm.Negated => !isRelated && (marks[i] & InRight) != 0,
                _ => isRelated && (marks[i] & InRight) != 0,
            };
            if (isWanted)
            {
                result.Spans.Add(i);
            }
        }
    }

    private static void Mark(List<SpanSet> sets, Span<int> marks, int mark)
    {
        for (int i = 0; i < sets.Count; i++)
        {
            List<int> spans = sets[i].Spans;
            for (int j = 0; j < spans.Count; j++)
            {
                marks[spans[j]] |= mark;
            }
        }
    }

    // Marks the spans of one side that have the relation to some span of the other.
    private static void Relate(SpansetRelation relation, TraceStructure tree, Span<int> marks, int from, int to)
    {
        switch (relation)
        {
            case SpansetRelation.Child:
                RelateChildren(tree.Parent, marks, from, to);
                break;
            case SpansetRelation.Parent:
                RelateParents(tree.Parent, marks, from, to);
                break;
            case SpansetRelation.Descendant:
                RelateDescendants(tree, marks, from, to);
                break;
            case SpansetRelation.Ancestor:
                RelateAncestors(tree, marks, from, to);
                break;
            default:
                RelateSiblings(tree, marks, from, to);
                break;
        }
    }

    private static void RelateChildren(ReadOnlySpan<int> parents, Span<int> marks, int from, int to)
    {
        for (int i = 0; i < marks.Length; i++)
        {
            int parent = parents[i];
            if ((marks[i] & to) != 0 && parent != TraceStructure.None && (marks[parent] & from) != 0)
            {
                marks[i] |= Related;
            }
        }
    }

    private static void RelateParents(ReadOnlySpan<int> parents, Span<int> marks, int from, int to)
    {
        for (int i = 0; i < marks.Length; i++)
        {
            int parent = parents[i];
            if ((marks[i] & from) != 0 && parent != TraceStructure.None && (marks[parent] & to) != 0)
            {
                marks[parent] |= Related;
            }
        }
    }

    private static void RelateDescendants(TraceStructure tree, Span<int> marks, int from, int to)
    {
        const int Below = 8;
        ReadOnlySpan<int> parents = tree.Parent;
        foreach (int i in tree.Order)
        {
            int parent = parents[i];
            if (parent != TraceStructure.None && (marks[parent] & (from | Below)) != 0)
            {
                marks[i] |= Below | ((marks[i] & to) != 0 ? Related : 0);
            }
        }

        Unmark(marks, Below);
    }

    private static void RelateAncestors(TraceStructure tree, Span<int> marks, int from, int to)
    {
        const int Above = 8;
        ReadOnlySpan<int> parents = tree.Parent;
        ReadOnlySpan<int> order = tree.Order;
        for (int at = order.Length - 1; at >= 0; at--)
        {
            int parent = parents[order[at]];
            if (parent != TraceStructure.None && (marks[order[at]] & (from | Above)) != 0)
            {
                marks[parent] |= Above | ((marks[parent] & to) != 0 ? Related : 0);
            }
        }

        Unmark(marks, Above);
    }

    // A family with two spans on the other side, or with one that is not the span itself.
    private static void RelateSiblings(TraceStructure tree, Span<int> marks, int from, int to)
    {
        ReadOnlySpan<int> families = tree.Family;
        int[] counts = System.Buffers.ArrayPool<int>.Shared.Rent(tree.FamilyCount);
        counts.AsSpan(0, tree.FamilyCount).Clear();
        for (int i = 0; i < marks.Length; i++)
        {
            counts[families[i]] += (marks[i] & from) != 0 ? 1 : 0;
        }

        for (int i = 0; i < marks.Length; i++)
        {
            int others = counts[families[i]] - ((marks[i] & from) != 0 ? 1 : 0);
            if ((marks[i] & to) != 0 && others > 0)
            {
                marks[i] |= Related;
            }
        }

        System.Buffers.ArrayPool<int>.Shared.Return(counts);
    }

    private static void Unmark(Span<int> marks, int mark)
    {
        for (int i = 0; i < marks.Length; i++)
        {
            marks[i] &= ~mark;
        }
    }

    private static SpansetRelation Inverse(SpansetRelation relation) => relation switch
    {
        SpansetRelation.Child => SpansetRelation.Parent,
        SpansetRelation.Parent => SpansetRelation.Child,
        SpansetRelation.Descendant => SpansetRelation.Ancestor,
        SpansetRelation.Ancestor => SpansetRelation.Descendant,
        _ => relation,
    };
}
