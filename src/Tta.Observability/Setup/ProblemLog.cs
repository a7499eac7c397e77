using Microsoft.Extensions.Logging;

namespace Tta.Observability;

/// <summary>
/// What went wrong, one entry per kind. Printed and logged at most once a minute per kind, so that a receiver that is down
/// for hours does not fill a terminal. Thread-safe.
/// </summary>
internal sealed class ProblemLog(TextWriter? output, TimeProvider time)
{
    private static readonly TimeSpan s_repeatAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Hides secrets in messages; set once the rules are known.</summary>
    public Redactor? Redactor { get; set; }

    public ILogger? Logger { get; set; }

    public IReadOnlyList<ObservabilityProblem> Snapshot()
    {
        lock (_gate)
        {
            return [.. _entries.Select(static entry => new ObservabilityProblem(entry.Code, entry.Message, entry.Count))];
        }
    }

    public void Report(string code, string message)
    {
        string safe = Redactor?.Text(message) ?? message;
        lock (_gate)
        {
            Entry? entry = _entries.Find(candidate => string.Equals(candidate.Code, code, StringComparison.Ordinal));
            if (entry is null)
            {
                entry = new Entry(code);
                _entries.Add(entry);
            }

            entry.Message = safe;
            entry.Count++;
            if (entry.SaidAt is { } saidAt && time.GetElapsedTime(saidAt) < s_repeatAfter)
            {
                return;
            }

            entry.SaidAt = time.GetTimestamp();
        }

        output?.WriteLine($"tta telemetry: {safe}");
        Logger?.LogWarning("{Problem}: {Message}", code, safe);
    }

    private sealed class Entry(string code)
    {
        public string Code { get; } = code;

        public string Message { get; set; } = "";

        public long Count { get; set; }

        public long? SaidAt { get; set; }
    }
}
