namespace Tta.Query.LogQl;

/// <summary>Where a label of a line comes from.</summary>
internal enum LabelOrigin
{
    Stream,
    Metadata,
    Parsed,
}
