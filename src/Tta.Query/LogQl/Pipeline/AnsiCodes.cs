using System.Text.RegularExpressions;

namespace Tta.Query.LogQl;

/// <summary>Escape sequences of terminals (ECMA-48).</summary>
internal static partial class AnsiCodes
{
    public static string Remove(string text) => Sequence().Replace(text, "");

    [GeneratedRegex("\u001b\\[[0-?]*[ -/]*[@-~]", RegexOptions.CultureInvariant)]
    private static partial Regex Sequence();
}
