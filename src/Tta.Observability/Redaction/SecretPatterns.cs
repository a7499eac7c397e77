using System.Buffers;
using System.Text.RegularExpressions;

namespace Tta.Observability;

/// <summary>Forms of keys and tokens that are recognised wherever they stand. Linear time; no state.</summary>
internal static class SecretPatterns
{
    public const string Replacement = "[redacted]";

    /// <summary>Names after which a value is a secret, in members of JSON.</summary>
    private const string MemberNames =
        "(?:[a-z0-9]+[_-])*(?:password|passwd|secret|api[_-]?key|apikey|access[_-]?token|refresh[_-]?token|auth[_-]?token|id[_-]?token"
        + "|bearer[_-]?token|client[_-]?secret|private[_-]?key|secret[_-]?key|access[_-]?key|authorization|connection[_-]?string)";

    /// <summary>The same in queries of addresses, where a signature gives access. In JSON it is what a model signs its thoughts with.</summary>
    private const string ParameterNames = "(?:" + MemberNames + "|(?:[a-z0-9]+[_-])*(?:sig|signature))";

    // Nearly all texts hold none of these, and are never given to the expression.
    private static readonly string[] s_starts =
    [
        "sk-", "pk-", "e2b_", "sbp_", "eyJ", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA", "xox", "glc_", "glsa_",
        "hf_", "gsk_", "AIza", "npm_", "bearer", "authorization", "-----BEGIN",
    ];

    private static readonly string[] s_names = ["passw", "secret", "key", "token", "connection", "sig=", "signature="];
    private static readonly SearchValues<string> s_startValues = SearchValues.Create(s_starts, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> s_nameValues = SearchValues.Create(s_names, StringComparison.OrdinalIgnoreCase);

    // Group 1 is what stays in front of the secret, group 2 what stays behind it. Built on the first text that has an anchor.
    private static readonly Lazy<Regex> s_forms = new(static () => new Regex(
        string.Join('|',
        [
            // Private keys; a key that was cut off is hidden to the end of the JSON string or text it stands in.
            "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[^\"]*?-----END [A-Z0-9 ]*PRIVATE KEY-----|[^\"]*)",
            // Tokens of providers, recognised by prefix.
            @"\b(?:sk|pk)-(?:ant-|lf-|proj-|or-|svcacct-)?[A-Za-z0-9_-]{16,}",
            @"\b(?:e2b|sbp|ghp|gho|ghu|ghs|ghr|glc|glsa|hf|gsk|npm)_[A-Za-z0-9_=+/-]{16,}",
            @"\bgithub_pat_[A-Za-z0-9_]{20,}",
            @"\bglpat-[A-Za-z0-9_-]{16,}",
            @"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
            @"\bAIza[A-Za-z0-9_-]{30,}",
            @"\bxox[a-z]-[A-Za-z0-9-]{8,}",
            // JSON web tokens.
            @"\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?",
            // Authentication headers.
            @"((?i:\bauthorization)\\{0,3}""?\s{0,4}[:=]\s{0,4}\\{0,3}""?(?i:basic|bearer|token|apikey)\s{1,4})[^\s""\\,;]+",
            @"((?i:\bbearer)\s{1,4})[A-Za-z0-9._~+/=-]{20,}",
            // Passwords in addresses: scheme://user:password@host.
            @"([A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s/:@""]{0,200}:)[^\s/@""]{1,400}(@)",
            // Secret parameters of addresses and connection strings, secret members of JSON (also of JSON inside JSON).
            @"([?&;\s](?i:" + ParameterNames + @")=)[^&\s"";]{3,}",
            @"(^(?i:" + ParameterNames + @")=)[^&\s"";]{3,}",
            @"(\\{0,7}""(?i:" + MemberNames + @")\\{0,7}""\s{0,8}:\s{0,8}\\{0,7}"")[^""\\]{3,}",
        ]),
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    /// <summary>What some form has in it, whatever stands around.</summary>
    public static IEnumerable<string> Anchors => [.. s_starts, .. s_names];

    public static string Hide(string text) =>
        MayHold(text) ? s_forms.Value.Replace(text, static match => Kept(match, first: true) + Replacement + Kept(match, first: false)) : text;

    /// <summary>False for a text that none of the forms can match.</summary>
    public static bool MayHold(ReadOnlySpan<char> text) =>
        text.ContainsAny(s_startValues)
        || (text.ContainsAny('=', '"') && text.ContainsAny(s_nameValues))
        || (text.Contains('@') && text.Contains("://", StringComparison.Ordinal));

    private static string Kept(Match match, bool first)
    {
        // The alternatives number their groups on; the one in front starts where the match starts, the one behind ends where it ends.
        for (int i = 1; i < match.Groups.Count; i++)
        {
            Group group = match.Groups[i];
            if (group.Success && (first ? group.Index == match.Index : group.Index > match.Index))
            {
                return group.Value;
            }
        }

        return "";
    }
}
