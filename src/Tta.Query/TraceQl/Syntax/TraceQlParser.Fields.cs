using Tta.Model;

namespace Tta.Query.TraceQl;

internal sealed partial class TraceQlParser
{
    // Precedences: 1 && ||, 2 comparisons, 3 + - and unary minus, 4 !, 5 * / %, 6 ^ (to the right).
    private const int MinusPrecedence = 3;
    private const int NotPrecedence = 4;

    private FieldExpr ParseField(int minPrecedence)
    {
        Enter();
        FieldExpr left = ParseFieldOperand();
        while (Current.Kind == TraceTokenKind.Symbol && FieldOperators.OfToken(Current.Text) is { } op && PrecedenceOf(op) >= minPrecedence)
        {
            CountOperator();
            Advance();
            if (op is FieldOperator.Equal or FieldOperator.NotEqual && TryTake("nil"))
            {
                left = FieldExprs.Unary(op == FieldOperator.Equal ? FieldOperator.NotExists : FieldOperator.Exists, left);
                continue;
            }

            int precedence = PrecedenceOf(op);
            left = FieldExprs.Binary(op, left, ParseField(op == FieldOperator.Power ? precedence : precedence + 1));
        }

        _depth--;
        return left;
    }

    private FieldExpr ParseFieldOperand()
    {
        if (TryTake("("))
        {
            FieldExpr inner = ParseField(0);
            Expect(")", named: false);
            return inner;
        }

        if (TryTake("-"))
        {
            return FieldExprs.Unary(FieldOperator.Subtract, ParseField(MinusPrecedence + 1));
        }

        if (TryTake("!"))
        {
            return FieldExprs.Unary(FieldOperator.Not, ParseField(NotPrecedence + 1));
        }

        if (TryTake("nil"))
        {
            return ParseNilComparison();
        }

        return TryTakeStatic(out Static value) ? new StaticExpr(value)
            : TryTakeField(out TraceField field) ? new FieldReference(field)
            : throw Unexpected();
    }

    private FieldExpr ParseNilComparison()
    {
        bool exists = Current.Is("!=");
        if (!exists && !Current.Is("="))
        {
            throw Unexpected("=", "!=");
        }

        Advance();
        if (TryTake("nil"))
        {
            return new StaticExpr(Static.False);
        }

        return FieldExprs.Unary(exists ? FieldOperator.Exists : FieldOperator.NotExists, ParseField(ComparisonPrecedence + 1));
    }

    private bool TryTakeStatic(out Static value)
    {
        TraceToken token = Current;
        value = token.Kind switch
        {
            TraceTokenKind.String or TraceTokenKind.Integer or TraceTokenKind.Float or TraceTokenKind.Duration => token.Value,
            TraceTokenKind.Symbol => WordValue(token.Text),
            TraceTokenKind.Identifier when token.Text == "minInt" => Static.From(long.MinValue),
            TraceTokenKind.Identifier when token.Text == "maxInt" => Static.From(long.MaxValue),
            TraceTokenKind.Identifier => throw Fail("unknown identifier: " + token.Text),
            _ => Static.Nil,
        };
        if (value.IsNil)
        {
            return false;
        }

        Advance();
        return true;
    }

    private static Static WordValue(string word) => word switch
    {
        "true" => Static.True,
        "false" => Static.False,
        "ok" => Static.From(SpanStatusCode.Ok),
        "error" => Static.From(SpanStatusCode.Error),
        "unset" => Static.From(SpanStatusCode.Unset),
        "unspecified" => Static.From(SpanKind.Unspecified),
        "internal" => Static.From(SpanKind.Internal),
        "server" => Static.From(SpanKind.Server),
        "client" => Static.From(SpanKind.Client),
        "producer" => Static.From(SpanKind.Producer),
        "consumer" => Static.From(SpanKind.Consumer),
        _ => Static.Nil,
    };

    private List<TraceField> ParseFieldList()
    {
        var fields = new List<TraceField>();
        do
        {
            fields.Add(TakeField());
        }
        while (TryTake(","));

        Expect(")", ",");
        return fields;
    }

    private TraceField TakeField() => TryTakeField(out TraceField field) ? field : throw Unexpected();

    private bool TryTakeField(out TraceField field)
    {
        field = default;
        TraceToken token = Current;
        if (token.Kind != TraceTokenKind.Symbol)
        {
            return false;
        }

        if (token.Text[^1] == '.')
        {
            field = TakeAttribute();
            return true;
        }

        if (token.Text[^1] == ':')
        {
            field = TakeScopedIntrinsic();
            return true;
        }

        Intrinsic intrinsic = Intrinsics.OfWord(token.Text);
        if (intrinsic == Intrinsic.None)
        {
            return false;
        }

        field = TraceField.Of(intrinsic);
        Advance();
        return true;
    }

    private TraceField TakeAttribute()
    {
        bool ofParent = TryTake("parent.");
        string scopeText = !ofParent || Current.Is("span.") || Current.Is("resource.") ? Current.Text : ".";
        if (!ofParent || scopeText != ".")
        {
            Advance();
        }

        if (Current.Kind != TraceTokenKind.Identifier)
        {
            throw ofParent && scopeText == "." ? Unexpected("IDENTIFIER", "resource.", "span.") : Unexpected("IDENTIFIER");
        }

        string name = Current.Text;
        Advance();
        Advance(); // The lexer ends every name with the end of the attribute.
        SpanFieldScope scope = scopeText switch
        {
            "span." => SpanFieldScope.Span,
            "resource." => SpanFieldScope.Resource,
            "event." => SpanFieldScope.Event,
            "link." => SpanFieldScope.Link,
            "instrumentation." => SpanFieldScope.Instrumentation,
            _ => SpanFieldScope.Any,
        };
        return new TraceField(scope, name, OfParent: ofParent);
    }

    private TraceField TakeScopedIntrinsic()
    {
        string scope = Current.Text;
        Advance();
        Intrinsic intrinsic = Current.Kind == TraceTokenKind.Symbol ? Intrinsics.OfScoped(scope, Current.Text) : Intrinsic.None;
        if (intrinsic == Intrinsic.None)
        {
            throw scope switch
            {
                "trace:" => Unexpected("duration", "rootName", "rootService", "id"),
                "event:" => Unexpected("name", "timeSinceStart"),
                "link:" => Unexpected("traceID", "spanID"),
                "instrumentation:" => Unexpected("name", "version"),
                _ => Unexpected(),
            };
        }

        Advance();
        return TraceField.Of(intrinsic);
    }

    private static int PrecedenceOf(FieldOperator op) => op switch
    {
        FieldOperator.And or FieldOperator.Or => 1,
        FieldOperator.Add or FieldOperator.Subtract => MinusPrecedence,
        FieldOperator.Multiply or FieldOperator.Divide or FieldOperator.Modulo => 5,
        FieldOperator.Power => 6,
        _ => ComparisonPrecedence,
    };
}
