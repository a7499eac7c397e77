using System.Buffers;
using System.Text.RegularExpressions;

namespace Tta.Observability;

/// <summary>Forms of keys and tokens that are recognised wherever they stand. Linear time; no state.</summary>
internal static class SecretPatterns
{
    public const string Replacement = "[redacted]";

    /// <summary>Names after which a value is a secret, in JSON members and URL queries.</summary>
    private const string SecretNames =
        "(?:[a-z0-9]+[_-])*(?:password|passwd|secret|api[_-]?key|apikey|access[_-]?token|refresh[_-]?token|auth[_-]?token|id[_-]?token"
        + "|bearer[_-]?token|client[_-]?secret|private[_-]?key|secret[_-]?key|access[_-]?key|authorization|connection[_-]?string|sig|signature)";

    // Every form starts with one of these; a text without any of them (nearly all texts) is never given to the expression.
    private static readonly SearchValues<string> s_anchors = SearchValues.Create(
        [
            "sk-", "pk-lf-", "e2b_", "sbp_", "eyJ", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA", "xox", "glc_", "glsa_",
            "hf_", "gsk_", "AIza", "npm_", "bearer", "-----BEGIN", "://", "passw", "secret", "key", "token", "auth", "connection", "sig",
        ],
        StringComparison.OrdinalIgnoreCase);

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
            @"([?&;\s](?i:" + SecretNames + @")=)[^&\s"";]{3,}",
            @"(^(?i:" + SecretNames + @")=)[^&\s"";]{3,}",
            @"(\\{0,7}""(?i:" + SecretNames + @")\\{0,7}""\s{0,8}:\s{0,8}\\{0,7}"")[^""\\]{3,}",
        ]),
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    public static string Hide(string text) =>
        text.AsSpan().ContainsAny(s_anchors)
            ? s_forms.Value.Replace(text, static match => Kept(match, first: true) + Replacement + Kept(match, first: false))
            : text;

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
