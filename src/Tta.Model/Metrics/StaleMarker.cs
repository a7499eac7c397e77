namespace Tta.Model;

/// <summary>
/// The NaN that ends a series: bits 0x7ff0000000000002, as Prometheus writes it when a series vanished from its target. Any other
/// NaN is an ordinary value.
/// </summary>
public static class StaleMarker
{
    /// <summary>Bits of the marker.</summary>
    public const long Bits = 0x7ff0000000000002;

    /// <summary>The marker as a sample value.</summary>
    public static double Value { get; } = BitConverter.Int64BitsToDouble(Bits);

    /// <summary>True for the marker, false for every other value and every other NaN.</summary>
    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;
}
