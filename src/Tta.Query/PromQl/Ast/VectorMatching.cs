namespace Tta.Query.PromQl;

/// <summary>How the series of two instant vectors find their partners.</summary>
/// <param name="Cardinality">How many series may share a match group.</param>
/// <param name="On">True: match on <paramref name="Labels"/>; false: match on all other labels.</param>
/// <param name="Labels">Labels of the <c>on</c> or <c>ignoring</c> clause.</param>
/// <param name="Include">Labels that the one side gives to the many side.</param>
public sealed record VectorMatching(MatchCardinality Cardinality, bool On, IReadOnlyList<string> Labels, IReadOnlyList<string> Include);
