using System.Globalization;
using System.Text.RegularExpressions;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Which scores a request asks for: a name, or a name compared with a value, such as <c>quality&lt;0.5</c>.</summary>
internal static partial class ScoreCondition
{
    /// <summary>The conditions of a text. Throws <see cref="ParameterException"/> when a value that must be a number is none.</summary>
    public static IReadOnlyList<LlmCondition> Read(string text)
    {
        Match match = Compared().Match(text);
        if (!match.Success)
        {
            return [LlmCondition.Text(LlmField.Name, text.Trim())];
        }

        LlmCondition name = LlmCondition.Text(LlmField.Name, match.Groups["name"].Value.Trim());
        string value = match.Groups["value"].Value.Trim();
        string sign = match.Groups["sign"].Value;
        if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            return [name, LlmCondition.Than(LlmField.ScoreValue, OperatorOf(sign), number)];
        }

        return sign == "="
            ? [name, LlmCondition.Text(LlmField.ScoreText, value)]
            : throw new ParameterException($"score: expected a number behind \"{sign}\", received \"{value}\"; for example quality<0.5");
    }

    private static LlmOperator OperatorOf(string sign) => sign switch
    {
        "<" => LlmOperator.Less,
        "<=" => LlmOperator.LessOrEqual,
        ">" => LlmOperator.Greater,
        ">=" => LlmOperator.GreaterOrEqual,
        _ => LlmOperator.Equal,
    };

    [GeneratedRegex("^(?<name>[^<>=]+)(?<sign><=|>=|<|>|=)(?<value>[^<>=]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Compared();
}
