// Spec: Tempo 3, pkg/traceql/ast_execute.go. Differences: what is an error there (division by zero, "not" of a number) is nil here, so that
// one span cannot fail a query; a missing operand of && or || counts as false; a ^ b is a to the power of b for whole numbers, too.
using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Operators on values. A comparison of values that do not go together is false; arithmetic on them is nil.</summary>
internal static class StaticMath
{
    /// <summary>A unary operator.</summary>
    public static Static Apply(FieldOperator op, in Static value) => op switch
    {
        FieldOperator.Subtract => Negate(value),
        FieldOperator.Not => value.Type == StaticType.Boolean ? Static.From(!value.IsTrue) : Static.Nil,
        FieldOperator.Exists => Static.From(!value.IsNil),
        _ => Static.From(value.IsNil),
    };

    public static Static Negate(in Static value) => value.Type switch
    {
        StaticType.Int => Static.From(unchecked(-value.Bits)),
        StaticType.Float => Static.From(-value.Number),
        StaticType.Duration => Static.Duration(unchecked(-value.Bits)),
        _ => Static.Nil,
    };

    /// <summary>A binary operator; a regular expression on the right is compiled when it is not given.</summary>
    public static Static Apply(FieldOperator op, in Static left, in Static right, Regex? regex = null)
    {
        if (op is FieldOperator.And)
        {
            return Static.From(left.IsTrue && right.IsTrue);
        }

        if (op is FieldOperator.Or)
        {
            return Static.From(left.IsTrue || right.IsTrue);
        }

        bool isDefined = left.Type.GoesWith(right.Type) && op.AcceptsOperand(left.Type) && op.AcceptsOperand(right.Type);
        if (op.IsArithmetic())
        {
            return isDefined ? Arithmetic(op, left, right) : Static.Nil;
        }

        if (!isDefined || left.IsNil || right.IsNil)
        {
            return Static.False;
        }

        return Static.From(left.Type.IsArray() || right.Type.IsArray()
            ? CompareArray(op, left, right, regex)
            : op is FieldOperator.Regex or FieldOperator.NotRegex
                ? (regex ?? LinearRegex.Anchored(right.Text)).IsMatch(left.Text) == (op == FieldOperator.Regex)
                : Compare(op, left, right));
    }

    /// <summary>A comparison of two values, neither of them an array.</summary>
    public static bool Compare(FieldOperator op, in Static left, in Static right)
    {
        switch (op)
        {
            case FieldOperator.Equal:
                return SameValue(left, right);
            case FieldOperator.NotEqual:
                return !SameValue(left, right);
        }

        if (left.Type == StaticType.String)
        {
            return right.Type == StaticType.String && Holds(op, string.CompareOrdinal(left.Text, right.Text));
        }

        if (left.Type != StaticType.Float && right.Type != StaticType.Float)
        {
            return left.Type.IsNumeric() && right.Type.IsNumeric() && Holds(op, left.Bits.CompareTo(right.Bits));
        }

        double leftNumber = left.Number;
        double rightNumber = right.Number;
        return op switch
        {
            FieldOperator.Greater => leftNumber > rightNumber,
            FieldOperator.GreaterOrEqual => leftNumber >= rightNumber,
            FieldOperator.Less => leftNumber < rightNumber,
            _ => leftNumber <= rightNumber,
        };
    }

    /// <summary>The order of values for min and max: numbers by value, other types by type, then value.</summary>
    public static int Order(in Static left, in Static right)
    {
        if (left.Type != right.Type)
        {
            return left.Type.IsNumeric() && right.Type.IsNumeric() ? left.Number.CompareTo(right.Number) : left.Type.CompareTo(right.Type);
        }

        return left.Type switch
        {
            StaticType.String => string.CompareOrdinal(left.Text, right.Text),
            StaticType.Float => left.Number.CompareTo(right.Number),
            _ when left.Type.IsArray() => string.CompareOrdinal(left.ToString(), right.ToString()),
            _ => left.Bits.CompareTo(right.Bits),
        };
    }

    private static bool Holds(FieldOperator op, int order) => op switch
    {
        FieldOperator.Greater => order > 0,
        FieldOperator.GreaterOrEqual => order >= 0,
        FieldOperator.Less => order < 0,
        _ => order <= 0,
    };

    private static bool SameValue(in Static left, in Static right) =>
        left.Type.IsNumeric() && right.Type.IsNumeric()
            ? left.Type == StaticType.Float || right.Type == StaticType.Float ? left.Number == right.Number : left.Bits == right.Bits
            : left.Equals(right);

    private static Static Arithmetic(FieldOperator op, in Static left, in Static right)
    {
        if (left.Type == StaticType.Int && right.Type == StaticType.Int)
        {
            return WholeNumbers(op, left.Bits, right.Bits);
        }

        if (!left.Type.IsNumeric() || !right.Type.IsNumeric())
        {
            return Static.Nil;
        }

        return Static.From(op switch
        {
            FieldOperator.Add => left.Number + right.Number,
            FieldOperator.Subtract => left.Number - right.Number,
            FieldOperator.Multiply => left.Number * right.Number,
            FieldOperator.Divide => left.Number / right.Number,
            FieldOperator.Modulo => left.Number % right.Number,
            _ => Math.Pow(left.Number, right.Number),
        });
    }

    private static Static WholeNumbers(FieldOperator op, long left, long right) => op switch
    {
        FieldOperator.Add => Static.From(unchecked(left + right)),
        FieldOperator.Subtract => Static.From(unchecked(left - right)),
        FieldOperator.Multiply => Static.From(unchecked(left * right)),
        FieldOperator.Power => Static.From((long)Math.Pow(left, right)),
        _ when right == 0 => Static.Nil,
        FieldOperator.Divide => Static.From(right == -1 ? unchecked(-left) : left / right),
        _ => Static.From(right == -1 ? 0 : left % right),
    };

    // An array satisfies = =~ < > when some element does, and != !~ when every element does.
    private static bool CompareArray(FieldOperator op, in Static left, in Static right, Regex? regex)
    {
        if (left.Type.IsArray() && right.Type.IsArray())
        {
            return op switch
            {
                FieldOperator.Equal => left.Equals(right),
                FieldOperator.NotEqual => !left.Equals(right),
                _ => false,
            };
        }

        bool isLeft = left.Type.IsArray();
        IReadOnlyList<AnyValue> elements = isLeft ? left.Elements : right.Elements;
        bool wantsAll = op is FieldOperator.NotEqual or FieldOperator.NotRegex;
        for (int i = 0; i < elements.Count; i++)
        {
            Static element = Static.From(elements[i]);
            bool holds = (isLeft ? Apply(op, element, right, regex) : Apply(op, left, element, regex)).IsTrue;
            if (holds != wantsAll)
            {
                return holds;
            }
        }

        return wantsAll;
    }
}
