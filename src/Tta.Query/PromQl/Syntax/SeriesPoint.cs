namespace Tta.Query.PromQl;

/// <summary>A point of a <see cref="SeriesDescription"/>.</summary>
/// <param name="Value">The value; <see cref="Tta.Model.StaleMarker"/> for <c>stale</c>; null for a gap or a histogram.</param>
/// <param name="IsHistogram">True for a native histogram.</param>
public readonly record struct SeriesPoint(double? Value, bool IsHistogram = false)
{
    /// <summary>No sample.</summary>
    public static SeriesPoint Gap => new(null);

    /// <summary>A native histogram.</summary>
    public static SeriesPoint Histogram => new(null, IsHistogram: true);
}
