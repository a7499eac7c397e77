namespace Tta.Wire.Otlp;

/// <summary>Which message a data point is; the same field numbers mean different things in each.</summary>
internal enum DataPointKind
{
    Number,
    Histogram,
    Summary,
}
