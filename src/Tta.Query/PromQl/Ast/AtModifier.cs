namespace Tta.Query.PromQl;

/// <summary>A fixed evaluation time: <c>@ 1603774568</c>, <c>@ start()</c> or <c>@ end()</c>.</summary>
/// <param name="Anchor">What the time is taken from.</param>
/// <param name="TimeMs">Unix milliseconds for <see cref="AtAnchor.Timestamp"/>.</param>
public sealed record AtModifier(AtAnchor Anchor, long TimeMs = 0);
