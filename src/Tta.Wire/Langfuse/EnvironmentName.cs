// Spec: Langfuse 4.16, environments.
using System.Buffers;
using System.Text.RegularExpressions;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Names of environments: lower case, <c>[a-z0-9-_]</c>, at most 40 characters. Names that begin with "langfuse" are Langfuse's own: the
/// prefix is cut, unless the sender may use the few that Langfuse itself does. What is left with nothing valid is "default".
/// </summary>
internal static partial class EnvironmentName
{
    public const string Default = "default";

    /// <summary>What Langfuse calls its own evaluations.</summary>
    public const string Judge = "langfuse-llm-as-a-judge";

    private const int MaxLength = 40;

    private static readonly string[] s_own =
        [Judge, "langfuse-prompt-experiment", "langfuse-code-eval", "langfuse-natural-language-filter", "langfuse-in-app-agent"];

    private static readonly SearchValues<char> s_plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string Normalize(string name, bool keepsOwn = false)
    {
        if (name.Length <= MaxLength && !name.AsSpan().ContainsAnyExcept(s_plain) && !name.StartsWith("langfuse", StringComparison.Ordinal) && name.Length > 0)
        {
            return name;
        }

        string lower = name.ToLowerInvariant();
        if (keepsOwn && Array.IndexOf(s_own, lower) >= 0)
        {
            return lower;
        }

        string cut = Reserved().Replace(lower, "");
        cut = cut.Length > MaxLength ? cut[..MaxLength] : cut;
        return Valid().IsMatch(cut) ? cut : Default;
    }

    [GeneratedRegex("^(?:langfuse[-_]?)+", RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();

    [GeneratedRegex("^[a-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Valid();
}
