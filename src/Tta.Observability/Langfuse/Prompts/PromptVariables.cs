// Spec: Langfuse, variables in prompts: {{name}}, spaces inside the braces allowed. Difference to the JavaScript client: a variable without a value
// stays visible instead of vanishing.
using System.Text.RegularExpressions;

namespace Tta.Observability;

/// <summary>The variables of prompts.</summary>
internal static partial class PromptVariables
{
    public static IReadOnlyList<string> Find(string text) => [.. Variable().Matches(text).Select(static match => match.Groups[1].Value).Distinct()];

    public static string Replace(string text, IReadOnlyDictionary<string, string> values) =>
        Variable().Replace(text, match => values.GetValueOrDefault(match.Groups[1].Value) ?? match.Value);

    public static Dictionary<string, string> Map(ReadOnlySpan<(string Name, string Value)> variables)
    {
        var map = new Dictionary<string, string>(variables.Length, StringComparer.Ordinal);
        foreach ((string name, string value) in variables)
        {
            map[name] = value;
        }

        return map;
    }

    [GeneratedRegex(@"\{\{\s*([^{}\s]+)\s*\}\}")]
    private static partial Regex Variable();
}
