// Spec: Loki 3.7, pkg/logql/syntax (language and messages).
using System.Globalization;
using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>
/// Reads LogQL by recursive descent. Metric queries become PromQL expressions over <see cref="LogRangeExpr"/> leaves, so that
/// aggregations, matching and arithmetic exist once. One instance reads one query.
/// </summary>
internal sealed partial class LogQlParser
{
    private const int MaxOperators = 500;

    private readonly LogQlLexer _lexer;
    private readonly int _maxDepth;
    private LogToken _token;
    private int _depth;
    private int _operatorCount;

    private LogQlParser(string query, int maxDepth)
    {
        _lexer = new LogQlLexer(query);
        _maxDepth = maxDepth;
        _token = _lexer.Next();
    }

    /// <summary>Reads a query.</summary>
    /// <exception cref="LogQlParseException">The text is not LogQL, or nested too deeply.</exception>
    public static Expr Parse(string query, int maxDepth = PromQlParser.DefaultMaxDepth)
    {
        var parser = new LogQlParser(query, maxDepth);
        Expr expr = parser.ParseExpr(minPrecedence: 1);
        return parser._token.Kind == LogTokenKind.EndOfInput ? expr : throw parser.Unexpected();
    }

    /// <summary>Reads the stream selector of a parameter such as <c>match[]</c>.</summary>
    /// <exception cref="LogQlParseException">The text is not a stream selector.</exception>
    public static IReadOnlyList<LabelMatcher> ParseMatchers(string selector)
    {
        var parser = new LogQlParser(selector, PromQlParser.DefaultMaxDepth);
        IReadOnlyList<LabelMatcher> matchers = parser.ParseStreamSelector();
        return parser._token.Kind == LogTokenKind.EndOfInput ? matchers : throw parser.Unexpected();
    }

    private Expr ParseExpr(int minPrecedence)
    {
        Enter();
        Expr left = ParsePrimary();
        while (OperatorOf(_token) is { } op && op.Precedence() >= minPrecedence)
        {
            CountOperator();
            Advance();
            bool returnBool = op.IsComparison() && TryTake("bool");
            VectorMatching matching = ParseMatching(op);
            Expr right = ParseExpr(op == BinaryOperator.Power ? op.Precedence() : op.Precedence() + 1);
            CheckLegs(op, left, right);
            bool vectors = left.Type != PromQlType.Scalar && right.Type != PromQlType.Scalar;
            left = new BinaryExpr(op, left, right, returnBool, vectors ? matching : null);
        }

        _depth--;
        return left;
    }

    private static void CheckLegs(BinaryOperator op, Expr left, Expr right)
    {
        foreach ((string side, Expr leg) in (ReadOnlySpan<(string, Expr)>)[("left", left), ("right", right)])
        {
            if (leg is LogSelectorExpr)
            {
                throw new LogQlParseException(
                    $"unexpected type for {side} leg of binary operation ({op.Symbol()}): *syntax.MatchersExpr");
            }

            if (op.IsSet() && leg is NumberLiteral literal)
            {
                throw new LogQlParseException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"unexpected literal for {side} leg of logical/set binary operation ({op.Symbol()}): {literal.Value:F6}"));
            }
        }
    }

    private VectorMatching ParseMatching(BinaryOperator op)
    {
        MatchCardinality cardinality = op.IsSet() ? MatchCardinality.ManyToMany : MatchCardinality.OneToOne;
        if (!_token.Is("on") && !_token.Is("ignoring"))
        {
            return new VectorMatching(cardinality, On: false, [], []);
        }

        bool on = _token.Is("on");
        Advance();
        IReadOnlyList<string> labels = ParseLabelList();
        IReadOnlyList<string> include = [];
        if (_token.Is("group_left") || _token.Is("group_right"))
        {
            cardinality = _token.Is("group_left") ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
            Advance();
            include = _token.Is("(") ? ParseLabelList() : [];
        }

        return new VectorMatching(cardinality, on, labels, include);
    }

    private Expr ParsePrimary()
    {
        LogToken token = _token;
        if (token.Kind == LogTokenKind.Number || token.Is("-") || token.Is("+"))
        {
            return new NumberLiteral(ParseNumber());
        }

        if (token.Is("{"))
        {
            IReadOnlyList<LabelMatcher> matchers = ParseStreamSelector();
            return new LogSelectorExpr(matchers, ParseStages(out _, unwrapAllowed: false));
        }

        if (token.Is("("))
        {
            Advance();
            Expr inner = ParseExpr(minPrecedence: 1);
            Expect(")");
            return inner is LogSelectorExpr ? inner : new ParenExpr(inner);
        }

        if (token.Kind == LogTokenKind.Symbol && AggregationOf(token.Text) is { } aggregation)
        {
            Advance();
            return ParseAggregation(token.Text, aggregation);
        }

        switch (token.Kind == LogTokenKind.Symbol ? token.Text : "")
        {
            case "vector":
                Advance();
                Expect("(");
                double value = ParseNumber();
                Expect(")");
                return Call("vector", new NumberLiteral(value));
            case "sort" or "sort_desc":
                Advance();
                Expect("(");
                Expr sorted = ParseMetric();
                Expect(")");
                return Call(token.Text, sorted);
            case "label_replace":
                Advance();
                return ParseLabelReplace();
        }

        if (token.Kind == LogTokenKind.Symbol && IsRangeAggregation(token.Text))
        {
            Advance();
            return ParseRangeAggregation(token.Text);
        }

        throw Unexpected();
    }

    private Expr ParseMetric()
    {
        Expr expr = ParseExpr(minPrecedence: 1);
        return expr is LogSelectorExpr ? throw Unexpected() : expr;
    }

    private Call ParseLabelReplace()
    {
        Expect("(");
        var arguments = new List<Expr> { ParseMetric() };
        for (int i = 0; i < 4; i++)
        {
            Expect(",");
            arguments.Add(new StringLiteral(TakeString()));
        }

        Expect(")");
        string pattern = ((StringLiteral)arguments[^1]).Value;
        Compile(() => LinearRegex.Anchored(pattern), "invalid regex in label_replace: ");
        return Call("label_replace", arguments.ToArray());
    }

    private AggregateExpr ParseAggregation(string name, AggregateOperator op)
    {
        bool clauseFirst = TryParseGrouping(out LabelGrouping? grouping);
        Expect("(");
        double? parameter = null;
        if (_token.Kind == LogTokenKind.Number)
        {
            LogToken number = _token;
            double value = ParseNumber();
            if (_token.Is(","))
            {
                Advance();
                parameter = op.TakesParameter()
                    ? value
                    : throw new LogQlParseException($"unsupported parameter for operation {name}({number.Text},");
            }
            else
            {
                throw Unexpected();
            }

            if (value < 1 || value != Math.Floor(value))
            {
                throw new LogQlParseException($"invalid parameter (must be a whole number greater than 0) {name}({number.Text}");
            }
        }

        if (op.TakesParameter() && parameter is null && _token.Kind == LogTokenKind.String)
        {
            throw Unexpected("expecting NUMBER");
        }

        Expr inner = ParseMetric();
        Expect(")");
        if (!clauseFirst)
        {
            _ = TryParseGrouping(out grouping);
        }

        if (op.TakesParameter() && parameter is null)
        {
            throw new LogQlParseException($"parameter required for operation {name}");
        }

        return new AggregateExpr(
            op, inner, parameter is { } k ? new NumberLiteral(k) : null, grouping?.Labels ?? [], grouping?.Without ?? false);
    }

    private LogRangeExpr ParseRangeAggregation(string op)
    {
        Expect("(");
        double parameter = 0;
        bool takesParameter = op == "quantile_over_time";
        if (_token.Kind == LogTokenKind.Number)
        {
            string text = _token.Text;
            parameter = ParseNumber();
            Expect(",");
            if (!takesParameter)
            {
                throw new LogQlParseException($"parameter {text} not supported for operation {op}");
            }
        }
        else if (!_token.Is("{") && !_token.Is("("))
        {
            throw Unexpected("expecting NUMBER or { or (");
        }
        else if (takesParameter)
        {
            throw new LogQlParseException($"parameter required for operation {op}");
        }

        var parts = new RangeParts();
        ParseRangeParts(parts);
        if (parts.RangeMs is null)
        {
            throw Unexpected();
        }

        Expect(")");
        _ = TryParseGrouping(out LabelGrouping? grouping);
        RangeAggregations.Check(op, parts.Unwrap is not null, grouping is not null);
        return new LogRangeExpr(op, parts.Matchers, parts.Stages, parts.Unwrap, parts.RangeMs!.Value, parts.OffsetMs)
        {
            Parameter = parameter,
            Grouping = grouping,
        };
    }

    private void ParseRangeParts(RangeParts parts)
    {
        Enter();
        if (_token.Is("("))
        {
            Advance();
            ParseRangeParts(parts);
            Expect(")");
        }
        else
        {
            parts.Matchers = ParseStreamSelector();
        }

        while (true)
        {
            if (_token.Kind == LogTokenKind.Range && parts.RangeMs is null)
            {
                _ = GoDuration.TryParse(_token.Text, out double ns, out _);
                parts.RangeMs = (long)(ns / 1e6);
                Advance();
                parts.OffsetMs = TryTake("offset") ? ParseOffset() : 0;
            }
            else if (parts.Unwrap is null && (_token.Is("|") || IsLineFilter(_token)))
            {
                parts.Stages.AddRange(ParseStages(out Unwrap? unwrap, unwrapAllowed: true));
                parts.Unwrap = unwrap;
            }
            else
            {
                break;
            }
        }

        _depth--;
    }

    private long ParseOffset()
    {
        bool negative = TryTake("-");
        if (_token.Kind != LogTokenKind.Duration)
        {
            throw Unexpected("expecting DURATION");
        }

        _ = GoDuration.TryParse(_token.Text, out double ns, out _);
        Advance();
        return (long)(negative ? -ns / 1e6 : ns / 1e6);
    }

    private bool TryParseGrouping(out LabelGrouping? grouping)
    {
        grouping = null;
        if (!_token.Is("by") && !_token.Is("without"))
        {
            return false;
        }

        bool without = _token.Is("without");
        Advance();
        grouping = new LabelGrouping(without, ParseLabelList());
        return true;
    }

    private List<string> ParseLabelList()
    {
        Expect("(");
        var labels = new List<string>();
        while (!_token.Is(")"))
        {
            if (_token.Kind != LogTokenKind.Identifier)
            {
                throw Unexpected("expecting IDENTIFIER");
            }

            labels.Add(_token.Text);
            Advance();
            if (!TryTake(",") && !_token.Is(")"))
            {
                throw Unexpected("expecting ) or ,");
            }
        }

        Advance();
        return labels;
    }

    private double ParseNumber()
    {
        bool negative = _token.Is("-");
        if (negative || _token.Is("+"))
        {
            Advance();
        }

        if (_token.Kind != LogTokenKind.Number)
        {
            throw Unexpected("expecting NUMBER");
        }

        if (!GoText.TryParseFloat(_token.Text, out double value))
        {
            throw new LogQlParseException(
                $"unable to parse literal as a float: strconv.ParseFloat: parsing {GoText.Quote(_token.Text)}: invalid syntax");
        }

        Advance();
        return negative ? -value : value;
    }

    private sealed class RangeParts
    {
        public IReadOnlyList<LabelMatcher> Matchers { get; set; } = [];

        public List<Stage> Stages { get; } = [];

        public Unwrap? Unwrap { get; set; }

        public long? RangeMs { get; set; }

        public long OffsetMs { get; set; }
    }
}
