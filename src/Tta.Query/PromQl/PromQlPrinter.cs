// Spec: Prometheus 3.14, promql/parser/printer.go and prettier.go (output).
using System.Globalization;
using System.Text;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Writes expressions as PromQL. What it writes parses to an equal expression. Thread-safe.</summary>
public static class PromQlPrinter
{
    /// <summary>Line length beyond which <see cref="PrintPretty"/> breaks an expression up.</summary>
    public const int DefaultLineLength = 100;

    /// <summary>The canonical form, on one line.</summary>
    public static string Print(Expr expr)
    {
        ArgumentNullException.ThrowIfNull(expr);
        var text = new StringBuilder();
        Write(text, expr);
        return text.ToString();
    }

    /// <summary>The canonical form, one operand or argument per line where a line would get too long.</summary>
    public static string PrintPretty(Expr expr, int lineLength = DefaultLineLength)
    {
        var text = new StringBuilder();
        WritePretty(text, expr, level: 0, lineLength);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Expr expr)
    {
        switch (expr)
        {
            case NumberLiteral number:
                // "+Inf" would read as a sign in front of what follows: +Inf ^ 2.
                text.Append(number.IsDuration ? DurationText.Format(ToMs(number))
                    : double.IsPositiveInfinity(number.Value) ? "Inf" : GoText.Fixed(number.Value));
                break;
            case StringLiteral literal:
                text.Append(GoText.Quote(literal.Value));
                break;
            case ParenExpr paren:
                text.Append('(').Append(Print(paren.Inner)).Append(')');
                break;
            case UnaryExpr unary:
                text.Append(unary.IsNegative ? '-' : '+').Append(Print(unary.Inner));
                break;
            case BinaryExpr binary:
                Write(text, binary.Left);
                text.Append(' ').Append(Operator(binary)).Append(' ');
                Write(text, binary.Right);
                break;
            case AggregateExpr aggregate:
                text.Append(AggregateHead(aggregate)).Append('(');
                text.Append(aggregate.Parameter is null ? "" : Print(aggregate.Parameter) + ", ");
                text.Append(Print(aggregate.Inner)).Append(')');
                break;
            case Call call:
                text.Append(call.Function.Name).Append('(').AppendJoin(", ", Printed(call.Arguments)).Append(')');
                break;
            case VectorSelector selector:
                text.Append(Series(selector)).Append(Extension(selector)).Append(Modifiers(selector.At, selector.Offset));
                break;
            case MatrixSelector matrix:
                text.Append(Series(matrix.Selector)).Append('[').Append(Duration(matrix.Range)).Append(']')
                    .Append(Extension(matrix.Selector)).Append(Modifiers(matrix.Selector.At, matrix.Selector.Offset));
                break;
            case SubqueryExpr subquery:
                text.Append(Print(subquery.Inner)).Append(SubquerySuffix(subquery));
                break;
            case DurationExpr duration:
                WriteDuration(text, duration);
                break;
        }
    }

    private static void WritePretty(StringBuilder text, Expr expr, int level, int lineLength)
    {
        var indent = new string(' ', level * 2);
        string line = Print(expr);
        if (line.Length <= lineLength || expr is VectorSelector or MatrixSelector or NumberLiteral or StringLiteral)
        {
            text.Append(indent).Append(line);
            return;
        }

        switch (expr)
        {
            case ParenExpr paren:
                WriteBlock(text, indent, "", [paren.Inner], level, lineLength);
                break;
            case UnaryExpr unary:
                var inner = new StringBuilder();
                WritePretty(inner, unary.Inner, level, lineLength);
                text.Append(indent).Append(unary.IsNegative ? '-' : '+').Append(inner.ToString().TrimStart());
                break;
            case BinaryExpr binary:
                WritePretty(text, binary.Left, level + 1, lineLength);
                text.Append('\n').Append(indent).Append(Operator(binary)).Append('\n');
                WritePretty(text, binary.Right, level + 1, lineLength);
                break;
            case AggregateExpr aggregate:
                IReadOnlyList<Expr> operands = aggregate.Parameter is null ? [aggregate.Inner] : [aggregate.Parameter, aggregate.Inner];
                WriteBlock(text, indent, AggregateHead(aggregate), operands, level, lineLength);
                break;
            case Call call:
                WriteBlock(text, indent, call.Function.Name, call.Arguments, level, lineLength);
                break;
            case SubqueryExpr subquery:
                WritePretty(text, subquery.Inner, level, lineLength);
                text.Append(SubquerySuffix(subquery));
                break;
        }
    }

    private static void WriteBlock(
        StringBuilder text, string indent, string head, IReadOnlyList<Expr> operands, int level, int lineLength)
    {
        text.Append(indent).Append(head).Append("(\n");
        for (int i = 0; i < operands.Count; i++)
        {
            WritePretty(text, operands[i], level + 1, lineLength);
            text.Append(i + 1 < operands.Count ? ",\n" : "\n");
        }

        text.Append(indent).Append(')');
    }

    private static string Operator(BinaryExpr binary)
    {
        var text = new StringBuilder(binary.Op.Symbol());
        text.Append(binary.ReturnBool ? " bool" : "");
        bool grouped = binary.Matching?.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany;
        if (binary.Matching is { } matching && (matching.On || matching.Labels.Count > 0 || grouped))
        {
            text.Append(matching.On ? " on (" : " ignoring (").Append(LabelList(matching.Labels)).Append(')');
            if (grouped)
            {
                text.Append(matching.Cardinality == MatchCardinality.ManyToOne ? " group_left (" : " group_right (")
                    .Append(LabelList(matching.Include)).Append(')');
            }
        }

        if (binary.Matching is { } filled)
        {
            WriteFill(text, filled);
        }

        return text.ToString();
    }

    private static void WriteFill(StringBuilder text, VectorMatching matching)
    {
        if (matching.FillLeft is { } both && both.Equals(matching.FillRight))
        {
            text.Append(CultureInfo.InvariantCulture, $" fill ({GoText.Fixed(both)})");
            return;
        }

        text.Append(matching.FillLeft is { } left ? $" fill_left ({GoText.Fixed(left)})" : "");
        text.Append(matching.FillRight is { } right ? $" fill_right ({GoText.Fixed(right)})" : "");
    }

    private static string AggregateHead(AggregateExpr aggregate) => aggregate.Op.Name()
        + (aggregate.Without ? $" without ({LabelList(aggregate.Grouping)}) "
            : aggregate.Grouping.Count > 0 ? $" by ({LabelList(aggregate.Grouping)}) " : "");

    private static string Series(VectorSelector selector)
    {
        var conditions = new List<string>();
        foreach (LabelMatcher matcher in selector.Matchers)
        {
            bool isName = matcher.Type == MatchType.Equal && selector.Name.Length > 0
                && string.Equals(matcher.Name, LabelNames.MetricName, StringComparison.Ordinal)
                && string.Equals(matcher.Value, selector.Name, StringComparison.Ordinal);
            if (!isName)
            {
                string sign = matcher.Type switch
                {
                    MatchType.Equal => "=",
                    MatchType.NotEqual => "!=",
                    MatchType.Regex => "=~",
                    _ => "!~",
                };
                conditions.Add(LabelName(matcher.Name) + sign + GoText.Quote(matcher.Value));
            }
        }

        conditions.Sort(StringComparer.Ordinal);
        return conditions.Count == 0 && selector.Name.Length > 0 ? selector.Name : $"{selector.Name}{{{string.Join(',', conditions)}}}";
    }

    private static string Extension(VectorSelector selector) => selector.Extension switch
    {
        RangeExtension.Anchored => " anchored",
        RangeExtension.Smoothed => " smoothed",
        _ => "",
    };

    private static string SubquerySuffix(SubqueryExpr subquery) =>
        $"[{Duration(subquery.Range)}:{(subquery.Step is null ? "" : Duration(subquery.Step))}]{Modifiers(subquery.At, subquery.Offset)}";

    private static string Modifiers(AtModifier? at, Expr? offset)
    {
        string atText = at?.Anchor switch
        {
            null => "",
            AtAnchor.Timestamp => string.Create(CultureInfo.InvariantCulture, $" @ {at.TimeMs / 1000.0:F3}"),
            AtAnchor.Start => " @ start()",
            _ => " @ end()",
        };
        bool hasOffset = offset is not (null or NumberLiteral { Value: 0 });
        return hasOffset ? $"{atText} offset {Duration(offset!)}" : atText;
    }

    private static string Duration(Expr duration) =>
        duration is NumberLiteral number ? DurationText.Format(ToMs(number)) : Print(duration);

    private static void WriteDuration(StringBuilder text, DurationExpr duration)
    {
        string right = Print(duration.Right!);
        text.Append(duration.Op switch
        {
            DurationOperator.Step => "step()",
            DurationOperator.Range => "range()",
            DurationOperator.Paren => $"({right})",
            DurationOperator.MinOf => $"min_of({Print(duration.Left!)}, {right})",
            DurationOperator.MaxOf => $"max_of({Print(duration.Left!)}, {right})",
            _ when duration.Left is null => "-" + right,
            _ => $"{Print(duration.Left)} {Symbol(duration.Op)} {right}",
        });
    }

    private static char Symbol(DurationOperator op) => op switch
    {
        DurationOperator.Add => '+',
        DurationOperator.Subtract => '-',
        DurationOperator.Multiply => '*',
        DurationOperator.Divide => '/',
        DurationOperator.Modulo => '%',
        _ => '^',
    };

    private static List<string> Printed(IReadOnlyList<Expr> exprs)
    {
        var texts = new List<string>(exprs.Count);
        foreach (Expr expr in exprs)
        {
            texts.Add(Print(expr));
        }

        return texts;
    }

    private static string LabelList(IReadOnlyList<string> labels)
    {
        var names = new List<string>(labels.Count);
        foreach (string label in labels)
        {
            names.Add(LabelName(label));
        }

        return string.Join(", ", names);
    }

    private static string LabelName(string name)
    {
        bool plain = name.Length > 0 && !char.IsAsciiDigit(name[0]);
        foreach (char c in name)
        {
            plain &= char.IsAsciiLetterOrDigit(c) || c == '_';
        }

        return plain ? name : GoText.Quote(name);
    }

    private static long ToMs(NumberLiteral number) => (long)Math.Round(number.Value * 1000, MidpointRounding.AwayFromZero);
}
