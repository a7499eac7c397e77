using System.Globalization;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Types of operands and arguments, with the messages of Prometheus. Children are checked before their parents.</summary>
internal sealed class TypeChecker(string query)
{
    public void Check(Expr expr)
    {
        switch (expr)
        {
            case ParenExpr paren:
                Check(paren.Inner);
                break;
            case UnaryExpr unary:
                Check(unary.Inner);
                if (unary.Inner.Type is not (PromQlType.Scalar or PromQlType.InstantVector))
                {
                    throw Fail(
                        "unary expression only allowed on expressions of type scalar or instant vector, "
                        + $"got \"{Describe(unary.Inner.Type)}\"",
                        unary.Source);
                }

                break;
            case BinaryExpr binary:
                CheckBinary(binary);
                break;
            case AggregateExpr aggregate:
                CheckAggregate(aggregate);
                break;
            case Call call:
                CheckCall(call);
                break;
            case SubqueryExpr subquery:
                Check(subquery.Inner);
                if (subquery.Inner.Type != PromQlType.InstantVector)
                {
                    throw Fail(
                        $"subquery is only allowed on instant vector, got {ShortName(subquery.Inner.Type)} instead", subquery.Source);
                }

                break;
            case MatrixSelector matrix:
                Check(matrix.Selector);
                break;
            case VectorSelector selector:
                CheckSelector(selector);
                break;
        }
    }

    /// <summary>The name of a type in error messages.</summary>
    public static string Describe(PromQlType type) => type switch
    {
        PromQlType.Scalar => "scalar",
        PromQlType.String => "string",
        PromQlType.InstantVector => "instant vector",
        _ => "range vector",
    };

    private void CheckBinary(BinaryExpr binary)
    {
        Check(binary.Left);
        Check(binary.Right);
        bool leftScalar = binary.Left.Type == PromQlType.Scalar;
        bool rightScalar = binary.Right.Type == PromQlType.Scalar;
        if (binary.ReturnBool && !binary.Op.IsComparison())
        {
            throw Fail("bool modifier can only be used on comparison operators", OperatorRange(binary));
        }

        if (binary.Op.IsComparison() && !binary.ReturnBool && leftScalar && rightScalar)
        {
            throw Fail("comparisons between scalars must use BOOL modifier", OperatorRange(binary));
        }

        if (binary.Matching is { On: true } on)
        {
            foreach (string label in on.Labels)
            {
                if (Contains(on.Include, label))
                {
                    throw Fail($"label {GoText.Quote(label)} must not occur in ON and GROUP clause at once", OperatorRange(binary));
                }
            }
        }

        CheckOperand(binary.Left);
        CheckOperand(binary.Right);
        bool vectors = !leftScalar && !rightScalar;
        if (!vectors && binary.Matching is { Labels.Count: > 0 })
        {
            throw Fail("vector matching only allowed between instant vectors", binary.Source);
        }

        if (vectors && binary.Op.IsSet() && binary.Matching!.Cardinality != MatchCardinality.ManyToMany)
        {
            throw Fail($"no grouping allowed for \"{binary.Op.Symbol()}\" operation", binary.Source);
        }

        if (!vectors && binary.Op.IsSet())
        {
            throw Fail($"set operator \"{binary.Op.Symbol()}\" not allowed in binary scalar expression", binary.Source);
        }
    }

    private void CheckOperand(Expr operand)
    {
        if (operand.Type is not (PromQlType.Scalar or PromQlType.InstantVector))
        {
            throw Fail("binary expression must contain only scalar and instant vector types", operand.Source);
        }
    }

    private void CheckAggregate(AggregateExpr aggregate)
    {
        Check(aggregate.Inner);
        Expect(aggregate.Inner, PromQlType.InstantVector, "aggregation expression");
        if (aggregate.Parameter is { } parameter)
        {
            Check(parameter);
            PromQlType type = aggregate.Op == AggregateOperator.CountValues ? PromQlType.String : PromQlType.Scalar;
            Expect(parameter, type, "aggregation parameter");
        }
    }

    private void CheckCall(Call call)
    {
        FunctionSignature function = call.Function;
        int given = call.Arguments.Count;
        int declared = function.ArgumentTypes.Count;
        string? problem = function.Variadic == 0
            ? given == declared ? null : $"expected {declared}"
            : given < declared - 1 ? $"expected at least {declared - 1}"
            : function.Variadic > 0 && given > declared - 1 + function.Variadic ? $"expected at most {declared - 1 + function.Variadic}"
            : null;
        if (problem is not null)
        {
            throw Fail(
                string.Create(CultureInfo.InvariantCulture, $"{problem} argument(s) in call to \"{function.Name}\", got {given}"),
                call.Source);
        }

        for (int i = 0; i < given; i++)
        {
            if (i == 1 && function.Name == "info")
            {
                CheckInfoSelector(call.Arguments[i]);
                continue;
            }

            Check(call.Arguments[i]);
            Expect(call.Arguments[i], function.ArgumentTypes[Math.Min(i, declared - 1)], $"call to function \"{function.Name}\"");
            CheckExtension(function.Name, call.Arguments[i]);
        }
    }

    // The selector of info may match everything: it narrows the info metric, it does not name one.
    private void CheckInfoSelector(Expr argument)
    {
        if (argument is not VectorSelector { Name: "", At: null, Offset: null })
        {
            string what = argument is VectorSelector ? "vector selector" : Describe(argument.Type);
            throw Fail($"expected label selectors only, got {what} instead", argument.Source);
        }
    }

    private void CheckExtension(string function, Expr argument)
    {
        if (VectorFunctions.Unwrap(argument) is not MatrixSelector { Selector.Extension: not RangeExtension.None } matrix)
        {
            return;
        }

        bool isSmoothed = matrix.Selector.Extension == RangeExtension.Smoothed;
        bool fits = function is "delta" or "increase" or "rate" || (!isSmoothed && function is "changes" or "resets");
        if (!fits)
        {
            string allowed = isSmoothed
                ? "smoothed modifier can only be used with: delta, increase, rate"
                : "anchored modifier can only be used with: changes, delta, increase, rate, resets";
            throw Fail($"{allowed} - not with {function}", argument.Source);
        }
    }

    private void CheckSelector(VectorSelector selector)
    {
        foreach (LabelMatcher matcher in selector.Matchers)
        {
            if (!matcher.MatchesEmpty)
            {
                return;
            }
        }

        throw Fail("vector selector must contain at least one non-empty matcher", selector.Source);
    }

    private void Expect(Expr expr, PromQlType type, string context)
    {
        if (expr.Type != type)
        {
            throw Fail($"expected type {Describe(type)} in {context}, got {Describe(expr.Type)}", expr.Source);
        }
    }

    // Prometheus counts the end of this one range to the last character, not behind it.
    private SourceRange OperatorRange(BinaryExpr binary)
    {
        int start = binary.Left.Source.End;
        int end = binary.Right.Source.Start - 1;
        while (start < end && char.IsWhiteSpace(query[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(query[end]))
        {
            end--;
        }

        return new SourceRange(start, end);
    }

    private PromQlParseException Fail(string detail, SourceRange range) => new(query, detail, range);

    private static string ShortName(PromQlType type) => type switch
    {
        PromQlType.Scalar => "scalar",
        PromQlType.String => "string",
        PromQlType.InstantVector => "vector",
        _ => "matrix",
    };

    private static bool Contains(IReadOnlyList<string> labels, string label)
    {
        foreach (string candidate in labels)
        {
            if (string.Equals(candidate, label, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
