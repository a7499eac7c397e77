using System.Globalization;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

internal sealed partial class LogQlParser
{
    private void Enter()
    {
        if (++_depth > _maxDepth)
        {
            throw new LogQlParseException(
                string.Create(CultureInfo.InvariantCulture, $"query nested deeper than {_maxDepth} levels (limits.max_query_depth)"));
        }
    }

    // A chain of operators is a tree as deep as it is long.
    private void CountOperator()
    {
        if (++_operatorCount > MaxOperators)
        {
            throw new LogQlParseException(
                string.Create(CultureInfo.InvariantCulture, $"more than {MaxOperators} operators in one query"));
        }
    }

    private void Advance() => _token = _lexer.Next();

    private bool TryTake(string symbol)
    {
        if (!_token.Is(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Expect(string symbol)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected();
        }
    }

    private string TakeString()
    {
        if (_token.Kind != LogTokenKind.String)
        {
            throw Unexpected("expecting STRING");
        }

        string value = StringText.Unquote(_token.Text);
        Advance();
        return value;
    }

    // A word of the language names a label where an assignment follows: json bool="x".
    private bool IsAssigned() => _token.Kind == LogTokenKind.Symbol && char.IsAsciiLetter(_token.Text[0]) && _lexer.AssignmentFollows();

    private string TakeIdentifier()
    {
        if (_token.Kind != LogTokenKind.Identifier && !IsAssigned())
        {
            throw Unexpected("expecting IDENTIFIER");
        }

        string name = _token.Text;
        Advance();
        return name;
    }

    private LogQlParseException Unexpected(string? expecting = null) => _lexer.Fail(
        $"syntax error: unexpected {_token.Describe()}{(expecting is null ? "" : ", " + expecting)}",
        _token.Start,
        onLineZero: _token.Kind == LogTokenKind.Range);

    private static Call Call(string name, params Expr[] arguments) =>
        new(FunctionSignatures.TryGet(name, out FunctionSignature? function) ? function : throw new ArgumentException(name), arguments);

    private static BinaryOperator? OperatorOf(LogToken token) => token.Kind != LogTokenKind.Symbol ? null : token.Text switch
    {
        "+" => BinaryOperator.Add,
        "-" => BinaryOperator.Subtract,
        "*" => BinaryOperator.Multiply,
        "/" => BinaryOperator.Divide,
        "%" => BinaryOperator.Modulo,
        "^" => BinaryOperator.Power,
        "==" => BinaryOperator.Equal,
        "!=" => BinaryOperator.NotEqual,
        ">" => BinaryOperator.Greater,
        "<" => BinaryOperator.Less,
        ">=" => BinaryOperator.GreaterOrEqual,
        "<=" => BinaryOperator.LessOrEqual,
        "and" => BinaryOperator.And,
        "or" => BinaryOperator.Or,
        "unless" => BinaryOperator.Unless,
        _ => null,
    };

    private static AggregateOperator? AggregationOf(string word) => word switch
    {
        "sum" => AggregateOperator.Sum,
        "avg" => AggregateOperator.Avg,
        "min" => AggregateOperator.Min,
        "max" => AggregateOperator.Max,
        "count" => AggregateOperator.Count,
        "stddev" => AggregateOperator.Stddev,
        "stdvar" => AggregateOperator.Stdvar,
        "topk" or "approx_topk" => AggregateOperator.Topk,
        "bottomk" => AggregateOperator.Bottomk,
        _ => null,
    };

    private static bool IsRangeAggregation(string word) =>
        word is "rate" or "rate_counter" or "bytes_rate" || word.EndsWith("_over_time", StringComparison.Ordinal);
}
