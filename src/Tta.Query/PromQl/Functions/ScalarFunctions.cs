using System.Diagnostics;

namespace Tta.Query.PromQl;

/// <summary>Functions that answer one number per step.</summary>
internal static class ScalarFunctions
{
    public static double[] Evaluate(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        QueryContext context = evaluator.Context;
        switch (call.Function.Name)
        {
            case "pi":
                return evaluator.Constant(Math.PI, steps);
            case "time":
                double[] times = evaluator.Constant(0, steps);
                for (int i = 0; i < times.Length; i++)
                {
                    times[i] = steps.TimeAt(i) / 1000.0;
                }

                return times;
            case "start":
                return evaluator.Constant(context.Steps.StartMs / 1000.0, steps);
            case "end":
                return evaluator.Constant(context.EndMs / 1000.0, steps);
            case "step":
                return evaluator.Constant(context.StepMs / 1000.0, steps);
            case "range":
                return evaluator.Constant((context.EndMs - context.Steps.StartMs) / 1000.0, steps);
            case "min_of" or "max_of":
                return MinOrMax(evaluator, call, steps);
            case "scalar":
                return Single(evaluator.Vector(call.Arguments[0], steps), evaluator.Constant(double.NaN, steps));
            default:
                throw new UnreachableException($"{call.Function.Name} is not a scalar function");
        }
    }

    private static double[] MinOrMax(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        double[] left = evaluator.Scalar(call.Arguments[0], steps);
        double[] right = evaluator.Scalar(call.Arguments[1], steps);
        bool min = call.Function.Name == "min_of";
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = min ? Math.Min(left[i], right[i]) : Math.Max(left[i], right[i]);
        }

        return left;
    }

    /// <summary>The value where exactly one series has one, NaN elsewhere.</summary>
    private static double[] Single(List<SeriesColumn> columns, double[] result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            int present = 0;
            foreach (SeriesColumn column in columns)
            {
                if (!SeriesColumn.IsAbsent(column.Values[i]))
                {
                    present++;
                    result[i] = present == 1 ? column.Values[i] : double.NaN;
                }
            }
        }

        return result;
    }
}
