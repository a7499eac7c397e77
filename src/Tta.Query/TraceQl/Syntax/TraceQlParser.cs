// Spec: Tempo 3, pkg/traceql/expr.y (language, precedence, error texts). Differences: nesting and operators are limited.
using System.Globalization;

namespace Tta.Query.TraceQl;

/// <summary>Parses TraceQL by recursive descent.</summary>
internal sealed partial class TraceQlParser
{
    private const int DefaultMaxDepth = 200;
    private const int MaxOperators = 2_000;

    private readonly List<TraceToken> _tokens;
    private readonly int _maxDepth;
    private int _index;
    private int _depth;
    private int _operatorCount;

    private TraceQlParser(string text, int maxDepth)
    {
        _tokens = TraceQlLexer.Tokenize(text);
        _maxDepth = maxDepth;
        CheckLexed();
    }

    private TraceToken Current => _tokens[_index];

    /// <summary>Parses a query.</summary>
    /// <exception cref="TraceQlParseException">The text is not TraceQL.</exception>
    public static TraceQlQuery Parse(string text, int maxDepth = DefaultMaxDepth)
    {
        var parser = new TraceQlParser(text, maxDepth);
        TraceQlQuery query = parser.ParseRoot();
        while (parser.Current.Is("with"))
        {
            query = query.With(parser.ParseHints());
        }

        return parser.Current.Kind == TraceTokenKind.EndOfInput ? query : throw parser.Unexpected("with");
    }

    /// <summary>Parses the name of a field, such as <c>resource.service.name</c> or <c>span:status</c>.</summary>
    /// <exception cref="TraceQlParseException">The text is not a field.</exception>
    public static TraceField ParseField(string text)
    {
        try
        {
            return Parse($"{{{text}}}") is { Pipeline.Stages: [SpansetFilter { Condition: FieldReference reference }] }
                ? reference.Field
                : throw new TraceQlParseException($"failed to parse identifier {text}: it is an expression", 0, 0);
        }
        catch (TraceQlParseException e) when (e.Line > 0 || e.Column > 0)
        {
            throw new TraceQlParseException($"failed to parse identifier {text}: {e.Message}", 0, 0);
        }
    }

    private TraceQlQuery ParseRoot()
    {
        Operand operand = ParseStart(OperandSorts.All);
        if (operand.IsAny(OperandSorts.Spanset | OperandSorts.ScalarFilter | OperandSorts.Stage))
        {
            operand = ParsePipeline(operand, OperandSorts.Metrics);
        }

        return operand.Sort switch
        {
            OperandSorts.Pipeline => new TraceQlQuery((Pipeline)operand.Node),
            OperandSorts.WrappedPipeline or OperandSorts.ScalarPipelineFilter =>
                new TraceQlQuery(operand.Node as Pipeline ?? new Pipeline([operand.Stage])),
            OperandSorts.Metrics => new TraceQlQuery(operand.Metrics.With(ParseMetricsStages())),
            _ => throw Unexpected(),
        };
    }

    // The start of a query or of what stands in parentheses.
    private Operand ParseStart(OperandSorts allowed) => Current.Text switch
    {
        "by" when Current.Kind == TraceTokenKind.Symbol => new(OperandSorts.Stage, ParseGroup()),
        "select" when Current.Kind == TraceTokenKind.Symbol => new(OperandSorts.Stage, ParseSelect()),
        _ => ParseChain(0, allowed),
    };

    // Stages behind the first. Yields a pipeline or, where these are allowed, a metrics query or a pipeline that ends in a number.
    private Operand ParsePipeline(Operand first, OperandSorts allowed)
    {
        var stages = new List<IPipelineStage> { first.Stage };
        while (TryTake("|"))
        {
            if ((allowed & OperandSorts.Metrics) != 0 && MetricsFunctionOf(Current) is { } function)
            {
                MetricsFunction aggregation = ParseMetricsFunction(function);
                return new(OperandSorts.Metrics, new MetricsQuery(new Pipeline(stages), aggregation, ParseMetricsStages()));
            }

            if (Current.Kind == TraceTokenKind.Symbol && Current.Text is "by" or "select" or "coalesce")
            {
                stages.Add(Current.Text == "by" ? ParseGroup() : Current.Text == "select" ? ParseSelect() : ParseCoalesce());
                continue;
            }

            bool isBare = (allowed & OperandSorts.ScalarPipeline) != 0 && !Current.Is("(");
            Operand next = ParseChain(0, OperandSorts.InStage);
            if (isBare && next.Node is Aggregate aggregate && Current.Is(")"))
            {
                stages.Add(aggregate);
                return new(OperandSorts.ScalarPipeline, new Pipeline(stages));
            }

            stages.Add(next.IsAny(OperandSorts.Spanset | OperandSorts.ScalarFilter) ? next.Stage : throw Unexpected());
        }

        return new(OperandSorts.Pipeline, new Pipeline(stages));
    }

    private GroupStage ParseGroup()
    {
        Advance();
        Expect("(");
        FieldExpr key = ParseField(0);
        Expect(")", named: false);
        return new GroupStage(key);
    }

    private SelectStage ParseSelect()
    {
        Advance();
        Expect("(");
        return new SelectStage(ParseFieldList());
    }

    private CoalesceStage ParseCoalesce()
    {
        Advance();
        Expect("(");
        Expect(")");
        return new CoalesceStage();
    }

    private List<Hint> ParseHints()
    {
        Advance();
        Expect("(");
        var hints = new List<Hint>();
        do
        {
            string name = Current.Kind == TraceTokenKind.Identifier ? Current.Text : throw Unexpected("IDENTIFIER");
            Advance();
            Expect("=");
            hints.Add(new Hint(name, TryTakeStatic(out Static value) ? value : throw Unexpected()));
        }
        while (TryTake(","));

        Expect(")", "," );
        return hints;
    }

    private void Advance()
    {
        _index++;
        CheckLexed();
    }

    private void CheckLexed()
    {
        if (Current.Kind == TraceTokenKind.Error)
        {
            throw Fail(Current.Text);
        }
    }

    private bool TryTake(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Expect(string symbol, bool named = true)
    {
        if (!TryTake(symbol))
        {
            throw named ? Unexpected(symbol) : Unexpected();
        }
    }

    private void Expect(string symbol, string orElse)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected(symbol, orElse);
        }
    }

    private Static TakeLiteral(TraceTokenKind kind, string name)
    {
        Static value = Current.Kind == kind ? Current.Value : throw Unexpected(name);
        Advance();
        return value;
    }

    private void Enter()
    {
        if (++_depth > _maxDepth)
        {
            throw Fail(string.Create(CultureInfo.InvariantCulture, $"query nested deeper than {_maxDepth} levels (limits.max_query_depth)"));
        }
    }

    // A chain of operators is a tree as deep as it is long.
    private void CountOperator()
    {
        if (++_operatorCount > MaxOperators)
        {
            throw Fail(string.Create(CultureInfo.InvariantCulture, $"more than {MaxOperators} operators in one query"));
        }
    }

    private TraceQlParseException Fail(string detail) => new(detail, Current.Line, Current.Column);

    private TraceQlParseException Unexpected(params ReadOnlySpan<string> expected)
    {
        string detail = "syntax error: unexpected " + Current.Describe();
        for (int i = 0; i < expected.Length; i++)
        {
            detail += (i == 0 ? ", expecting " : " or ") + expected[i];
        }

        return Fail(detail);
    }
}
