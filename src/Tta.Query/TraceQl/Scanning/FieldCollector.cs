namespace Tta.Query.TraceQl;

/// <summary>Finds the fields that a query names.</summary>
internal static class FieldCollector
{
    /// <summary>Adds the fields of a stage that are not in the list yet, in their order.</summary>
    public static void Collect(IPipelineStage stage, List<TraceField> fields)
    {
        switch (stage)
        {
            case Pipeline pipeline:
                for (int i = 0; i < pipeline.Stages.Count; i++)
                {
                    Collect(pipeline.Stages[i], fields);
                }

                break;
            case SpansetFilter filter:
                Collect(filter.Condition, fields);
                break;
            case SpansetOperation operation:
                Collect(operation.Left, fields);
                Collect(operation.Right, fields);
                break;
            case ScalarFilter { Left: Aggregate { Argument: { } argument } }:
                Collect(argument, fields);
                break;
            case GroupStage group:
                Collect(group.Key, fields);
                break;
            case SelectStage select:
                for (int i = 0; i < select.Fields.Count; i++)
                {
                    Add(select.Fields[i], fields);
                }

                break;
        }
    }

    /// <summary>Adds the fields of an expression that are not in the list yet.</summary>
    public static void Collect(FieldExpr expr, List<TraceField> fields)
    {
        switch (expr)
        {
            case FieldReference reference:
                Add(reference.Field, fields);
                break;
            case ContainsExpr contains:
                Add(contains.Field, fields);
                break;
            case UnaryFieldExpr unary:
                Collect(unary.Inner, fields);
                break;
            case BinaryFieldExpr binary:
                Collect(binary.Left, fields);
                Collect(binary.Right, fields);
                break;
        }
    }

    private static void Add(TraceField field, List<TraceField> fields)
    {
        if (!fields.Contains(field))
        {
            fields.Add(field);
        }
    }
}
