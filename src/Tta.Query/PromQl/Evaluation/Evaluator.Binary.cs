namespace Tta.Query.PromQl;

internal sealed partial class Evaluator
{
    private List<SeriesColumn> VectorBinary(BinaryExpr binary, EvaluationSteps steps)
    {
        bool leftIsScalar = binary.Left.Type == PromQlType.Scalar;
        if (leftIsScalar || binary.Right.Type == PromQlType.Scalar)
        {
            double[] scalar = Scalar(leftIsScalar ? binary.Left : binary.Right, steps);
            List<SeriesColumn> vector = Vector(leftIsScalar ? binary.Right : binary.Left, steps);
            return WithScalar(binary, vector, scalar, leftIsScalar);
        }

        List<SeriesColumn> left = Vector(binary.Left, steps);
        List<SeriesColumn> right = Vector(binary.Right, steps);
        List<SeriesColumn> result = binary.Op.IsSet()
            ? new SetOperation(binary, steps.Count).Evaluate(left, right)
            : new VectorJoin(Context, binary, steps.Count).Evaluate(left, right);
        if (!binary.Op.IsSet())
        {
            Context.Budget.Return(left);
            Context.Budget.Return(right);
        }

        return result;
    }

    private List<SeriesColumn> WithScalar(BinaryExpr binary, List<SeriesColumn> columns, double[] scalar, bool leftIsScalar)
    {
        bool filters = binary.Op.IsComparison() && !binary.ReturnBool;
        foreach (SeriesColumn column in columns)
        {
            column.DropsName |= !filters;
            double[] values = column.Values;
            for (int i = 0; i < values.Length; i++)
            {
                if (SeriesColumn.IsAbsent(values[i]))
                {
                    continue;
                }

                double left = leftIsScalar ? scalar[i] : values[i];
                double right = leftIsScalar ? values[i] : scalar[i];
                if (!filters)
                {
                    values[i] = Context.Compute(binary.Op, left, right);
                }
                else if (!BinaryArithmetic.Holds(binary.Op, left, right))
                {
                    values[i] = SeriesColumn.Absent;
                }
            }
        }

        return columns;
    }
}
