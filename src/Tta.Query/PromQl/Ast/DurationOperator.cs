namespace Tta.Query.PromQl;

/// <summary>Operators of duration expressions.</summary>
public enum DurationOperator
{
    /// <summary>Sum, or a plus sign.</summary>
    Add,

    /// <summary>Difference, or a minus sign.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient.</summary>
    Divide,

    /// <summary>Remainder.</summary>
    Modulo,

    /// <summary>Power.</summary>
    Power,

    /// <summary><c>step()</c>, the step of the query.</summary>
    Step,

    /// <summary><c>range()</c>, the length of the query.</summary>
    Range,

    /// <summary><c>min_of(a, b)</c></summary>
    MinOf,

    /// <summary><c>max_of(a, b)</c></summary>
    MaxOf,

    /// <summary>Parentheses around <see cref="DurationExpr.Right"/>.</summary>
    Paren,
}
