using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>Keeps the lines whose labels meet a condition.</summary>
internal abstract record LabelFilter : Stage;

internal sealed record AndFilter(LabelFilter Left, LabelFilter Right) : LabelFilter
{
    public override bool Apply(LineState line) => Left.Apply(line) && Right.Apply(line);
}

internal sealed record OrFilter(LabelFilter Left, LabelFilter Right) : LabelFilter
{
    public override bool Apply(LineState line) => Left.Apply(line) || Right.Apply(line);
}

/// <summary>Compares a label as text; the only filter that sees the error labels.</summary>
internal sealed record TextFilter(LabelMatcher Matcher) : LabelFilter
{
    public override bool Apply(LineState line)
    {
        _ = line.TryGet(Matcher.Name, out string value);
        return Matcher.Matches(value);
    }
}

/// <summary>Compares a label as a number, a duration or a size. A value that is none keeps the line and marks the error.</summary>
internal sealed record QuantityFilter(string Name, BinaryOperator Op, double Value, Quantity Quantity) : LabelFilter
{
    public override bool Apply(LineState line)
    {
        if (Name == LineState.ErrorLabel || !line.TryGet(Name, out string text))
        {
            return false;
        }

        if (line.HasError)
        {
            return true;
        }

        if (Quantities.TryParse(text, Quantity, out double value, out string problem))
        {
            return BinaryArithmetic.Holds(Op, value, Value);
        }

        line.SetError("LabelFilterErr", problem);
        return true;
    }
}

/// <summary>Compares a label with a range of IP addresses.</summary>
internal sealed record IpFilter(string Name, bool IsNegative, IpRange Range) : LabelFilter
{
    public override bool Apply(LineState line) =>
        line.HasError || (line.TryGet(Name, out string text) && Range.OccursIn(text) != IsNegative);
}

/// <summary>What the text of a label stands for.</summary>
internal enum Quantity
{
    Number,
    Duration,
    Bytes,
}

internal static class Quantities
{
    /// <summary>Reads a number, a duration in nanoseconds, or a size in bytes.</summary>
    public static bool TryParse(string text, Quantity quantity, out double value, out string problem)
    {
        switch (quantity)
        {
            case Quantity.Duration:
                bool isDuration = GoDuration.TryParse(text, out value, out problem, withDays: false);
                problem = isDuration || !problem.StartsWith("not", StringComparison.Ordinal)
                    ? "time: " + problem : $"time: invalid duration {GoText.Quote(text)}";
                return isDuration;
            case Quantity.Bytes:
                problem = $"strconv.ParseFloat: parsing {GoText.Quote(ByteSize.DigitsOf(text))}: invalid syntax";
                return ByteSize.TryParse(text, out value);
            default:
                problem = $"strconv.ParseFloat: parsing {GoText.Quote(text)}: invalid syntax";
                return GoText.TryParseFloat(text, out value);
        }
    }
}
