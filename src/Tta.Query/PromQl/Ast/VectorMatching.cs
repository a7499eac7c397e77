namespace Tta.Query.PromQl;

/// <summary>How the series of two instant vectors find their partners.</summary>
/// <param name="Cardinality">How many series may share a match group.</param>
/// <param name="On">True: match on <paramref name="Labels"/>; false: match on all other labels.</param>
/// <param name="Labels">Labels of the <c>on</c> or <c>ignoring</c> clause.</param>
/// <param name="Include">Labels that the one side gives to the many side.</param>
public sealed record VectorMatching(MatchCardinality Cardinality, bool On, IReadOnlyList<string> Labels, IReadOnlyList<string> Include)
{
    /// <summary>
    /// Stands in for a left series that a match group lacks: <c>fill_left</c>, or <c>fill</c> for both sides. Null: no match. With
    /// <c>group_right</c> it stands in on the many side, as in the reference.
    /// </summary>
    public double? FillLeft { get; init; }

    /// <summary>
    /// Stands in for a right series that a match group lacks: <c>fill_right</c>, or <c>fill</c> for both sides. Null: no match. With
    /// <c>group_right</c> it stands in on the one side.
    /// </summary>
    public double? FillRight { get; init; }
}
