using System.Globalization;
using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>What model calls cost whose result nobody used, by the reason. Not thread-safe.</summary>
internal sealed class LlmWaste
{
    private readonly Dictionary<string, UsageRow> _byReason = new(StringComparer.Ordinal)
    {
        ["retry"] = Nothing("retry"), ["fallback"] = Nothing("fallback"), ["hedge"] = Nothing("hedge"), ["error"] = Nothing("error"),
    };

    /// <summary>Reasons in a fixed order: failed attempts of a retry, failed primaries of a fallback, hedged attempts that lost, other failed calls.</summary>
    public IEnumerable<UsageRow> Rows => _byReason.Values;

    /// <summary>Adds the calls of one trace.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="trace">Its spans; null when they are not stored: then only calls that failed themselves count.</param>
    public void Add(IEnumerable<LlmObservation> calls, Trace? trace)
    {
        var spans = new Dictionary<SpanId, Span>();
        foreach (Span span in trace?.Spans ?? [])
        {
            spans[span.SpanId] = span;
        }

        foreach (LlmObservation call in calls)
        {
            string? reason = ReasonOf(call, spans) ?? (call.Level == LlmLevel.Error ? "error" : null);
            if (reason is not null)
            {
                UsageRow row = _byReason[reason];
                _byReason[reason] = row with
                {
                    Calls = row.Calls + 1,
                    InputTokens = row.InputTokens + call.InputTokens,
                    OutputTokens = row.OutputTokens + call.OutputTokens,
                    CostUsd = row.CostUsd + (call.TotalCost ?? 0),
                };
            }
        }
    }

    private static UsageRow Nothing(string reason) => new(reason, 0, 0, 0, 0);

    /// <summary>Why the work that a call belongs to was thrown away: the outermost attempt around it decides.</summary>
    private static string? ReasonOf(LlmObservation call, Dictionary<SpanId, Span> spans)
    {
        string? reason = null;
        SpanId id = ulong.TryParse(call.Id, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong value) ? new SpanId(value) : default;
        for (int depth = 0; depth < spans.Count && spans.TryGetValue(id, out Span? span); depth++)
        {
            reason = ThrownAway(span) ?? reason;
            id = span.ParentSpanId;
        }

        return reason;
    }

    private static string? ThrownAway(Span span)
    {
        bool failed = span.Status == SpanStatusCode.Error;
        if (failed && span.Name.StartsWith("retry.attempt", StringComparison.Ordinal))
        {
            return "retry";
        }

        if (failed && span.Name == "fallback.primary")
        {
            return "fallback";
        }

        bool lost = failed || (span.TryGetAttribute("primitive.status", out AnyValue status) && status.ToText() == "cancelled");
        return lost && span.Name == "hedging.attempt" ? "hedge" : null;
    }
}
