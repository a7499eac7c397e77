using System.Text.RegularExpressions;
using Tta.Integrations.Testing;

namespace DocumentAnalysis;

/// <summary>
/// Stand-ins for a fast and a quality model: they do the work by plain rules, count tokens, take their time and are priced as the
/// models they are named after. The quality one stalls on long annexes, as an overloaded provider would.
/// </summary>
internal static partial class OfflineModels
{
    private static readonly TimeSpan s_qualityTimeout = TimeSpan.FromMilliseconds(1200);
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(30);

    public static Models Create(int seed, double latencyScale = 1, TimeProvider? time = null, TimeSpan? qualityTimeout = null)
    {
        OfflineModel fast = new("gpt-4o-mini", "openai")
        {
            MinLatency = TimeSpan.FromMilliseconds(80) * latencyScale,
            MaxLatency = TimeSpan.FromMilliseconds(200) * latencyScale,
            Seed = seed,
            Answer = Answer,
            Time = time ?? TimeProvider.System,
        };
        OfflineModel quality = fast with
        {
            Model = "claude-sonnet-4-5",
            Provider = "anthropic",
            MinLatency = TimeSpan.FromMilliseconds(300) * latencyScale,
            MaxLatency = TimeSpan.FromMilliseconds(600) * latencyScale,
            Latency = request => request.Prompt.Contains("Annex B", StringComparison.Ordinal) ? s_stall * latencyScale : null,
        };
        return new Models(
            new OfflineChatClient(fast), new OfflineChatClient(quality), qualityTimeout ?? s_qualityTimeout,
            "offline models (rules instead of a network, list prices); set OPENAI_API_KEY or ANTHROPIC_API_KEY for real ones");
    }

    private static OfflineAnswer Answer(OfflineRequest request) =>
        request.System.Contains("check figures", StringComparison.Ordinal) ? CheckFigures(request.Prompt)
        : request.System.Contains("reviewer", StringComparison.Ordinal) ? Review(request.Prompt)
        : OfflineAnswer.Extract(request);

    private static OfflineAnswer CheckFigures(string prompt)
    {
        int cut = prompt.IndexOf("\n\nClaims of the document:", StringComparison.Ordinal);
        HashSet<string> claimed = [.. Figure().Matches(prompt[cut..]).Select(match => match.Value)];
        string[] stated = [.. Figure().Matches(prompt[..cut]).Select(match => match.Value).Distinct()];
        string[] invented = [.. stated.Where(figure => !claimed.Contains(figure))];
        return invented.Length == 0
            ? $"MATCH: all {stated.Length} figures of the summary appear in the claims of the document."
            : $"MISMATCH: not in the document: {string.Join(", ", invented)}.";
    }

    private static OfflineAnswer Review(string prompt)
    {
        string[] checks = [.. prompt.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..])];
        bool failed = checks.Any(check => check.Contains(": FAILED", StringComparison.Ordinal));
        string verdict = failed
            ? "The document needs correction before it is filed."
            : "The document can be filed as it is; every check was passed and the summary states what the text says.";
        return $"{verdict} Checks in detail: {string.Join(". ", checks)}.";
    }

    [GeneratedRegex("[0-9][0-9.,-]*[0-9]|[0-9]")]
    private static partial Regex Figure();
}
