using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

internal sealed partial class LogQlParser
{
    // or binds loosest; "and", a comma and a blank all mean and.
    private LabelFilter ParseLabelFilter()
    {
        Enter();
        LabelFilter left = ParseAndFilter();
        while (TryTake("or"))
        {
            CountOperator();
            left = new OrFilter(left, ParseAndFilter());
        }

        _depth--;
        return left;
    }

    private LabelFilter ParseAndFilter()
    {
        LabelFilter left = ParseFilterUnit();
        while (TryTake("and") || TryTake(",") || _token.Kind == LogTokenKind.Identifier || _token.Is("("))
        {
            CountOperator();
            left = new AndFilter(left, ParseFilterUnit());
        }

        return left;
    }

    private LabelFilter ParseFilterUnit()
    {
        if (TryTake("("))
        {
            LabelFilter inner = ParseLabelFilter();
            Expect(")");
            return inner;
        }

        string name = TakeIdentifier();
        LogToken op = _token;
        if (op.Kind != LogTokenKind.Symbol || op.Text is not ("=" or "==" or "!=" or "=~" or "!~" or ">" or ">=" or "<" or "<="))
        {
            throw Unexpected();
        }

        Advance();
        if (_token.Is("ip"))
        {
            return op.Text is "=" or "!=" ? new IpFilter(name, op.Text == "!=", ParseIp()) : throw Unexpected();
        }

        if (_token.Kind == LogTokenKind.String)
        {
            return ParseTextFilter(name, op);
        }

        return op.Text is "=~" or "!~" ? throw Unexpected("expecting STRING") : ParseQuantityFilter(name, op);
    }

    private TextFilter ParseTextFilter(string name, LogToken op)
    {
        MatchType type = MatchTypeOf(op) ?? throw Unexpected();
        string value = TakeString();
        LabelMatcher? matcher = null;
        Compile(() => matcher = new LabelMatcher(type, name, value), "");
        return new TextFilter(matcher!);
    }

    private QuantityFilter ParseQuantityFilter(string name, LogToken op)
    {
        BinaryOperator comparison = op.Text switch
        {
            "=" or "==" => BinaryOperator.Equal,
            "!=" => BinaryOperator.NotEqual,
            ">" => BinaryOperator.Greater,
            ">=" => BinaryOperator.GreaterOrEqual,
            "<" => BinaryOperator.Less,
            _ => BinaryOperator.LessOrEqual,
        };
        bool negative = TryTake("-");
        Quantity quantity;
        double value;
        switch (_token.Kind)
        {
            case LogTokenKind.Duration:
                quantity = Quantity.Duration;
                _ = GoDuration.TryParse(_token.Text, out value, out _);
                Advance();
                break;
            case LogTokenKind.Bytes when !negative:
                quantity = Quantity.Bytes;
                _ = ByteSize.TryParse(_token.Text, out value);
                Advance();
                break;
            case LogTokenKind.Number:
                quantity = Quantity.Number;
                value = ParseNumber();
                break;
            default:
                throw Unexpected();
        }

        return new QuantityFilter(name, comparison, negative ? -value : value, quantity);
    }
}
