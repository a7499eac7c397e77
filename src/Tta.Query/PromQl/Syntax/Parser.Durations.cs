namespace Tta.Query.PromQl;

internal sealed partial class Parser
{
    private const string DurationExpected = "number, duration, step(), or range()";

    private static readonly Expr s_zero = new NumberLiteral(0);

    /// <summary>Behind <c>offset</c>: a literal or call with an optional sign, or an expression in parentheses.</summary>
    private Expr ParseSignedDuration(string context)
    {
        Token sign = _token;
        if (sign.Kind is not (TokenKind.Add or TokenKind.Subtract))
        {
            return ParseDurationOperand(context, DurationExpected);
        }

        Advance();
        Expr operand = ParseDurationOperand(context, DurationExpected);
        return WithSign(sign, operand);
    }

    private Expr ParseDuration(int minPrecedence, string context, string expected)
    {
        Enter();
        Expr left;
        if (_token.Kind is TokenKind.Add or TokenKind.Subtract)
        {
            Token sign = _token;
            Advance();
            left = WithSign(sign, ParseDuration(UnaryPrecedence, context, expected));
        }
        else
        {
            left = ParseDurationOperand(context, expected);
        }

        while (DurationOperatorOf(_token.Kind) is { } op && op.Precedence >= minPrecedence)
        {
            SourceRange at = _token.Range;
            Advance();
            Expr right = ParseDuration(op.Operator == DurationOperator.Power ? op.Precedence : op.Precedence + 1, context, expected);
            if (right is NumberLiteral { Value: 0 } && op.Operator is DurationOperator.Divide or DurationOperator.Modulo)
            {
                throw Fail(op.Operator == DurationOperator.Divide ? "division by zero" : "modulo by zero", at);
            }

            left = new DurationExpr(op.Operator, left, right) { Source = new SourceRange(left.Source.Start, right.Source.End) };
        }

        _depth--;
        return left;
    }

    private Expr ParseDurationOperand(string context, string expected)
    {
        Token token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                NumberLiteral number = ParseNumber();
                return Math.Abs(number.Value) <= long.MaxValue / 1e9 ? number : throw Fail("duration out of range", token.Range);
            case TokenKind.LeftParen:
                Advance();
                Expr inner = ParseDuration(minPrecedence: 1, context, expected);
                Expect(TokenKind.RightParen);
                return new DurationExpr(DurationOperator.Paren, null, inner) { Source = new SourceRange(token.Start, _previousEnd) };
            case TokenKind.Step or TokenKind.Range:
                Advance();
                if (_token.Kind != TokenKind.LeftParen)
                {
                    throw Unexpected(context, expected);
                }

                Advance();
                Expect(TokenKind.RightParen);
                return new DurationExpr(token.Kind == TokenKind.Step ? DurationOperator.Step : DurationOperator.Range, null, s_zero)
                {
                    Source = new SourceRange(token.Start, _previousEnd),
                };
            case TokenKind.MinOf or TokenKind.MaxOf:
                Advance();
                Expect(TokenKind.LeftParen);
                Expr left = ParseDuration(minPrecedence: 1, context, expected);
                Expect(TokenKind.Comma);
                Expr right = ParseDuration(minPrecedence: 1, context, expected);
                Expect(TokenKind.RightParen);
                return new DurationExpr(token.Kind == TokenKind.MinOf ? DurationOperator.MinOf : DurationOperator.MaxOf, left, right)
                {
                    Source = new SourceRange(token.Start, _previousEnd),
                };
            default:
                throw Unexpected(context, expected);
        }
    }

    private static Expr WithSign(Token sign, Expr operand)
    {
        bool negative = sign.Kind == TokenKind.Subtract;
        var source = new SourceRange(sign.Start, operand.Source.End);
        return operand is NumberLiteral number
            ? number with { Value = negative ? -number.Value : number.Value, Source = source }
            : negative ? new DurationExpr(DurationOperator.Subtract, null, operand) { Source = source } : operand;
    }

    private static (DurationOperator Operator, int Precedence)? DurationOperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Add => (DurationOperator.Add, 4),
        TokenKind.Subtract => (DurationOperator.Subtract, 4),
        TokenKind.Multiply => (DurationOperator.Multiply, 5),
        TokenKind.Divide => (DurationOperator.Divide, 5),
        TokenKind.Modulo => (DurationOperator.Modulo, 5),
        TokenKind.Power => (DurationOperator.Power, 6),
        _ => null,
    };

    private void CheckPositive(Expr duration)
    {
        if (duration is NumberLiteral { Value: <= 0 or double.NaN })
        {
            throw Fail("duration must be greater than 0", duration.Source);
        }
    }
}
