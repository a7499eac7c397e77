using Tta.Model;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>A score: there are far fewer of them than observations, so they are kept whole. Used under the lock of the store.</summary>
internal sealed class ScoreRow
{
    private LlmScoreChange? _said;

    public LlmScore Score { get; private set; } = null!;

    /// <summary>All reports folded into one.</summary>
    public LlmScoreChange Said => _said!;

    public long EventNs => _said?.EventNs ?? long.MinValue;

    public Location Location { get; set; }

    public void Reset() => _said = null;

    /// <summary>Adds a report; they come in the order of their events.</summary>
    /// <param name="change">The report.</param>
    /// <param name="firstNs">Time of the first report, if the report stands for several.</param>
    public void Apply(LlmScoreChange change, long? firstNs = null)
    {
        long createdNs = firstNs ?? (_said is null ? change.EventNs : Score.CreatedNs);
        _said = _said is null ? change : ReportMerge.Merge(_said, change);
        Score = Views.Of(_said, createdNs);
    }
}
