// Spec: Prometheus 3.14, promql/parser/generated_parser.y (language and messages). Difference: the first error ends the parse.
using System.Globalization;

namespace Tta.Query.PromQl;

/// <summary>Recursive descent with precedence climbing. One instance parses one query.</summary>
internal sealed partial class Parser
{
    private const int UnaryPrecedence = 6;

    // A chain of operators is a tree as deep as it is long; this keeps every walk over it within the stack.
    private const int MaxOperators = 500;

    private readonly string _query;
    private readonly int _maxDepth;
    private readonly PromQlLexer _lexer;
    private Token _token;
    private int _previousEnd;
    private int _depth;
    private int _operatorCount;

    public Parser(string query, int maxDepth)
    {
        _query = query;
        _maxDepth = maxDepth;
        _lexer = new PromQlLexer(query);
        Advance();
    }

    public Expr ParseQuery()
    {
        if (_token.Kind == TokenKind.EndOfInput)
        {
            throw Fail("no expression found in input", new SourceRange(0, 0));
        }

        Expr expr = ParseExpr(minPrecedence: 1);
        return _token.Kind == TokenKind.EndOfInput ? expr : throw Unexpected();
    }

    private Expr ParseExpr(int minPrecedence)
    {
        Enter();
        Expr left = ParseUnary();
        while (_token.Kind is >= TokenKind.Add and <= TokenKind.Unless)
        {
            var op = (BinaryOperator)(_token.Kind - TokenKind.Add);
            int precedence = op.Precedence();
            if (precedence < minPrecedence)
            {
                break;
            }

            CountOperator();
            Advance();
            bool returnBool = TryTake(TokenKind.Bool);
            VectorMatching? matching = ParseMatching(op);
            Expr right = ParseExpr(op == BinaryOperator.Power ? precedence : precedence + 1);
            bool vectors = left.Type != PromQlType.Scalar && right.Type != PromQlType.Scalar;
            left = new BinaryExpr(op, left, right, returnBool, vectors || matching!.Labels.Count > 0 || matching.On ? matching : null)
            {
                Source = new SourceRange(left.Source.Start, right.Source.End),
            };
        }

        _depth--;
        return left;
    }

    private VectorMatching ParseMatching(BinaryOperator op)
    {
        MatchCardinality cardinality = op.IsSet() ? MatchCardinality.ManyToMany : MatchCardinality.OneToOne;
        if (_token.Kind is not (TokenKind.On or TokenKind.Ignoring))
        {
            return ParseFill(new VectorMatching(cardinality, On: false, [], []));
        }

        bool on = _token.Kind == TokenKind.On;
        Advance();
        IReadOnlyList<string> labels = ParseGroupingLabels();
        IReadOnlyList<string> include = [];
        if (_token.Kind is TokenKind.GroupLeft or TokenKind.GroupRight)
        {
            cardinality = _token.Kind == TokenKind.GroupLeft ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
            Advance();
            include = _token.Kind == TokenKind.LeftParen ? ParseGroupingLabels() : [];
        }

        return ParseFill(new VectorMatching(cardinality, on, labels, include));
    }

    // The fill modifiers are words of the language only where an operand cannot be meant: before a parenthesis.
    private VectorMatching ParseFill(VectorMatching matching)
    {
        while (_token.Kind == TokenKind.Identifier && _lexer.ParenthesisFollows()
            && _token.Text.ToLowerInvariant() is "fill" or "fill_left" or "fill_right")
        {
            Token word = _token;
            if (matching.Cardinality == MatchCardinality.ManyToMany)
            {
                throw Fail("filling in missing series not allowed for set operators", word.Range);
            }

            Advance();
            Advance();
            Token sign = _token;
            if (sign.Kind is TokenKind.Add or TokenKind.Subtract)
            {
                Advance();
            }

            if (_token.Kind is not (TokenKind.Number or TokenKind.Duration))
            {
                throw Unexpected("fill modifier", "number");
            }

            double value = ParseNumber().Value;
            value = sign.Kind == TokenKind.Subtract ? -value : value;
            Expect(TokenKind.RightParen);
            matching = word.Text.ToLowerInvariant() switch
            {
                "fill" => matching with { FillLeft = value, FillRight = value },
                "fill_left" => matching with { FillLeft = value },
                _ => matching with { FillRight = value },
            };
        }

        return matching;
    }

    private Expr ParseUnary()
    {
        if (_token.Kind is not (TokenKind.Add or TokenKind.Subtract))
        {
            return ParsePostfix(ParsePrimary());
        }

        Enter();
        Token sign = _token;
        bool negative = sign.Kind == TokenKind.Subtract;
        Advance();
        Expr inner = ParseExpr(UnaryPrecedence);
        _depth--;
        var source = new SourceRange(sign.Start, inner.Source.End);
        return inner is NumberLiteral number
            ? number with { Value = negative ? -number.Value : number.Value, Source = source }
            : new UnaryExpr(negative, inner) { Source = source };
    }

    private Expr ParsePrimary()
    {
        Token token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                return ParseNumber();
            case TokenKind.String:
                Advance();
                return new StringLiteral(StringText.Unquote(token.Text)) { Source = token.Range };
            case TokenKind.LeftParen:
                Advance();
                Expr inner = ParseExpr(minPrecedence: 1);
                Expect(TokenKind.RightParen);
                return new ParenExpr(inner) { Source = new SourceRange(token.Start, _previousEnd) };
            case TokenKind.LeftBrace:
                return ParseSelector(name: null);
        }

        if (token.IsAggregation)
        {
            Advance();
            return _token.Kind is TokenKind.LeftParen or TokenKind.By or TokenKind.Without
                ? ParseAggregation(token)
                : ParseSelector(token);
        }

        if (token.Kind is TokenKind.Identifier or >= TokenKind.Start)
        {
            Advance();
            return _token.Kind == TokenKind.LeftParen ? ParseCall(token) : ParseSelector(token);
        }

        if (IsMetricName(token.Kind))
        {
            Advance();
            return ParseSelector(token);
        }

        throw Unexpected();
    }

    private NumberLiteral ParseNumber()
    {
        Token token = _token;
        if (token.Kind == TokenKind.Duration)
        {
            if (!DurationText.TryParse(token.Text, out long ms))
            {
                throw Fail($"not a valid duration string: {GoText.Quote(token.Text)}", token.Range);
            }

            Advance();
            return new NumberLiteral(ms / 1000.0, IsDuration: true) { Source = token.Range };
        }

        if (!NumberScanner.TryParse(token.Text, out double value))
        {
            throw Fail(
                $"error parsing number: strconv.ParseFloat: parsing {GoText.Quote(token.Text)}: value out of range", token.Range);
        }

        Advance();
        return new NumberLiteral(value) { Source = token.Range };
    }

    private Call ParseCall(Token name)
    {
        if (!FunctionSignatures.TryGet(name.Text, out FunctionSignature? function))
        {
            throw Fail($"unknown function with name {GoText.Quote(name.Text)}", name.Range);
        }

        IReadOnlyList<Expr> arguments = ParseArguments();
        return new Call(function, arguments) { Source = new SourceRange(name.Start, _previousEnd) };
    }

    private List<Expr> ParseArguments()
    {
        Expect(TokenKind.LeftParen);
        var arguments = new List<Expr>();
        while (_token.Kind != TokenKind.RightParen)
        {
            arguments.Add(ParseExpr(minPrecedence: 1));
            Token comma = _token;
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }

            if (_token.Kind == TokenKind.RightParen)
            {
                throw Fail("trailing commas not allowed in function call args", comma.Range);
            }
        }

        Expect(TokenKind.RightParen);
        return arguments;
    }

    private AggregateExpr ParseAggregation(Token name)
    {
        bool clauseFirst = TryParseClause(out bool without, out IReadOnlyList<string> grouping);
        if (_token.Kind != TokenKind.LeftParen)
        {
            throw Unexpected("aggregation");
        }

        List<Expr> arguments = ParseArguments();
        if (!clauseFirst)
        {
            _ = TryParseClause(out without, out grouping);
        }

        var source = new SourceRange(name.Start, _previousEnd);
        var op = (AggregateOperator)(name.Kind - TokenKind.Sum);
        if (arguments.Count == 0)
        {
            throw Fail("no arguments for aggregate expression provided", source);
        }

        int expected = op.TakesParameter() ? 2 : 1;
        if (arguments.Count != expected)
        {
            throw Fail(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"wrong number of arguments for aggregate expression provided, expected {expected}, got {arguments.Count}"),
                source);
        }

        return new AggregateExpr(op, arguments[^1], expected == 2 ? arguments[0] : null, grouping, without) { Source = source };
    }

    private bool TryParseClause(out bool without, out IReadOnlyList<string> grouping)
    {
        without = _token.Kind == TokenKind.Without;
        grouping = [];
        if (_token.Kind is not (TokenKind.By or TokenKind.Without))
        {
            return false;
        }

        Advance();
        grouping = ParseGroupingLabels();
        return true;
    }

    private List<string> ParseGroupingLabels()
    {
        if (_token.Kind != TokenKind.LeftParen)
        {
            throw Unexpected("grouping opts", "\"(\"");
        }

        Advance();
        var labels = new List<string>();
        while (_token.Kind != TokenKind.RightParen)
        {
            labels.Add(ParseGroupingLabel());
            if (!TryTake(TokenKind.Comma) && _token.Kind != TokenKind.RightParen)
            {
                throw Unexpected("grouping opts", "\",\" or \")\"");
            }
        }

        Advance();
        return labels;
    }

    private string ParseGroupingLabel()
    {
        Token token = _token;
        bool isWord = token.Kind is TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.And or TokenKind.Or
            or TokenKind.Unless or TokenKind.Atan2 || token.IsAggregation || token.IsKeyword
            || (token.Kind == TokenKind.Number && char.IsAsciiLetter(token.Text[0]));
        if (!isWord && token.Kind != TokenKind.String)
        {
            throw Unexpected("grouping opts", "label");
        }

        string label = token.Kind == TokenKind.String ? StringText.Unquote(token.Text) : token.Text;
        if (label.Length == 0)
        {
            throw Fail($"invalid label name for grouping: {GoText.Quote(label)}", token.Range);
        }

        Advance();
        return label;
    }

    private void Enter()
    {
        if (++_depth > _maxDepth)
        {
            throw Fail(
                string.Create(CultureInfo.InvariantCulture, $"expression nested deeper than {_maxDepth} levels (limits.max_query_depth)"),
                _token.Range);
        }
    }

    private void CountOperator()
    {
        if (++_operatorCount > MaxOperators)
        {
            throw Fail(string.Create(CultureInfo.InvariantCulture, $"more than {MaxOperators} operators in one query"), _token.Range);
        }
    }

    private void Advance()
    {
        _previousEnd = _token.End;
        _token = _lexer.Next();
        if (_token.Kind == TokenKind.Error)
        {
            throw Fail(_token.Text, _token.Range);
        }
    }

    private bool TryTake(TokenKind kind)
    {
        if (_token.Kind != kind)
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Expect(TokenKind kind)
    {
        if (!TryTake(kind))
        {
            throw Unexpected();
        }
    }

    private PromQlParseException Unexpected(string? context = null, string? expected = null) => Fail(
        $"unexpected {_token.Describe()}{(context is null ? "" : " in " + context)}{(expected is null ? "" : ", expected " + expected)}",
        _token.Range);

    private PromQlParseException Fail(string detail, SourceRange range) => new(_query, detail, range);

    private static bool IsMetricName(TokenKind kind) => kind is TokenKind.MetricIdentifier or TokenKind.Identifier or TokenKind.And
        or TokenKind.Or or TokenKind.Unless or TokenKind.By or TokenKind.Without or TokenKind.Offset or >= TokenKind.Start;
}
