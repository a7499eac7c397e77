namespace Tta.Query.PromQl;

/// <summary>Binary operators on numbers.</summary>
internal static class BinaryArithmetic
{
    /// <summary>The value; comparisons give 0 or 1.</summary>
    public static double Compute(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        BinaryOperator.Atan2 => Math.Atan2(left, right),
        _ => Holds(op, left, right) ? 1 : 0,
    };

    /// <summary>True when the comparison holds.</summary>
    public static bool Holds(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Greater => left > right,
        BinaryOperator.Less => left < right,
        BinaryOperator.GreaterOrEqual => left >= right,
        BinaryOperator.LessOrEqual => left <= right,
        _ => false,
    };
}
