namespace Tta.Query.TraceQl;

/// <summary>Texts and types of the operators.</summary>
internal static class FieldOperators
{
    public static string Text(this FieldOperator op) => op switch
    {
        FieldOperator.Add => "+",
        FieldOperator.Subtract => "-",
        FieldOperator.Multiply => "*",
        FieldOperator.Divide => "/",
        FieldOperator.Modulo => "%",
        FieldOperator.Power => "^",
        FieldOperator.Equal => "=",
        FieldOperator.NotEqual => "!=",
        FieldOperator.Regex => "=~",
        FieldOperator.NotRegex => "!~",
        FieldOperator.Greater => ">",
        FieldOperator.GreaterOrEqual => ">=",
        FieldOperator.Less => "<",
        FieldOperator.LessOrEqual => "<=",
        FieldOperator.And => "&&",
        FieldOperator.Or => "||",
        FieldOperator.Not => "!",
        FieldOperator.Exists => "!= nil",
        FieldOperator.NotExists => "= nil",
        FieldOperator.In => "IN",
        FieldOperator.NotIn => "NOT IN",
        FieldOperator.MatchAny => "MATCH ANY",
        _ => "MATCH NONE",
    };

    /// <summary>The operator of a token, or null.</summary>
    public static FieldOperator? OfToken(string text) => text switch
    {
        "+" => FieldOperator.Add,
        "-" => FieldOperator.Subtract,
        "*" => FieldOperator.Multiply,
        "/" => FieldOperator.Divide,
        "%" => FieldOperator.Modulo,
        "^" => FieldOperator.Power,
        "=" => FieldOperator.Equal,
        "!=" => FieldOperator.NotEqual,
        "=~" => FieldOperator.Regex,
        "!~" => FieldOperator.NotRegex,
        ">" => FieldOperator.Greater,
        ">=" => FieldOperator.GreaterOrEqual,
        "<" => FieldOperator.Less,
        "<=" => FieldOperator.LessOrEqual,
        "&&" => FieldOperator.And,
        "||" => FieldOperator.Or,
        _ => null,
    };

    public static bool IsArithmetic(this FieldOperator op) => op <= FieldOperator.Power;

    /// <summary>True for operators whose result is a truth value.</summary>
    public static bool IsBoolean(this FieldOperator op) => op > FieldOperator.Power;

    /// <summary>True for <c>= != &lt; &lt;= &gt; &gt;=</c>.</summary>
    public static bool IsComparison(this FieldOperator op) =>
        op is FieldOperator.Equal or FieldOperator.NotEqual or (>= FieldOperator.Greater and <= FieldOperator.LessOrEqual);

    /// <summary>The comparison with its sides exchanged.</summary>
    public static FieldOperator Mirrored(this FieldOperator op) => op switch
    {
        FieldOperator.Greater => FieldOperator.Less,
        FieldOperator.GreaterOrEqual => FieldOperator.LessOrEqual,
        FieldOperator.Less => FieldOperator.Greater,
        FieldOperator.LessOrEqual => FieldOperator.GreaterOrEqual,
        _ => op,
    };

    public static bool IsNumeric(this StaticType type) => type is StaticType.Int or StaticType.Float or StaticType.Duration;

    public static bool IsArray(this StaticType type) => type is >= StaticType.IntArray and <= StaticType.BooleanArray;

    /// <summary>Whether two types can stand on the two sides of any operator.</summary>
    public static bool GoesWith(this StaticType left, StaticType right)
    {
        if (left == right || IsWild(left) || IsWild(right) || (left.IsNumeric() && right.IsNumeric()))
        {
            return true;
        }

        return left.IsArray() ? ElementOf(left).GoesWith(right) : right.IsArray() && left.GoesWith(ElementOf(right));
    }

    /// <summary>Whether an operator is defined for a type on one of its sides.</summary>
    public static bool AcceptsOperand(this FieldOperator op, StaticType type) => type switch
    {
        StaticType.Attribute => true,
        StaticType.Boolean or StaticType.BooleanArray =>
            op is FieldOperator.And or FieldOperator.Or or FieldOperator.Equal or FieldOperator.NotEqual or FieldOperator.In or FieldOperator.NotIn,
        StaticType.Int or StaticType.Float or StaticType.Duration or StaticType.IntArray or StaticType.FloatArray =>
            op.IsArithmetic() || op.IsComparison() || op is FieldOperator.In or FieldOperator.NotIn,
        StaticType.String or StaticType.StringArray =>
            op.IsComparison() || op is FieldOperator.Regex or FieldOperator.NotRegex or >= FieldOperator.In,
        StaticType.Nil or StaticType.Status or StaticType.Kind => op is FieldOperator.Equal or FieldOperator.NotEqual,
        _ => false,
    };

    /// <summary>Whether an operator is defined for one operand of a type.</summary>
    public static bool AcceptsOnly(this FieldOperator op, StaticType type) => op switch
    {
        _ when type == StaticType.Attribute => true,
        FieldOperator.Subtract => type.IsNumeric(),
        FieldOperator.Not => type == StaticType.Boolean,
        _ => op is FieldOperator.Exists or FieldOperator.NotExists,
    };

    private static bool IsWild(StaticType type) => type is StaticType.Attribute or StaticType.Nil;

    private static StaticType ElementOf(StaticType array) => array switch
    {
        StaticType.IntArray => StaticType.Int,
        StaticType.FloatArray => StaticType.Float,
        StaticType.StringArray => StaticType.String,
        _ => StaticType.Boolean,
    };
}
