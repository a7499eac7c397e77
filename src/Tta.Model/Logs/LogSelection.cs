namespace Tta.Model;

/// <summary>Which log entries to read.</summary>
/// <param name="Matchers">Stream matchers; all must hold.</param>
/// <param name="StartNs">First Unix nanosecond, inclusive.</param>
/// <param name="EndNs">End, exclusive.</param>
/// <param name="Backward">True reads the newest first.</param>
public sealed record LogSelection(IReadOnlyList<LabelMatcher> Matchers, long StartNs, long EndNs, bool Backward);
