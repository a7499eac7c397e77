using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Prometheus;

/// <summary>Numbers as Go writes them, for the labels le and quantile.</summary>
internal static class FloatText
{
    /// <summary>Shortest digits without exponent (Go's format 'f', precision -1): what Prometheus writes for OTLP bounds.</summary>
    public static ByteSlice AddPlain(ByteArena arena, double value)
    {
        if (!double.IsFinite(value))
        {
            return arena.Add(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8);
        }

        Span<byte> target = arena.Reserve(32);
        if (value.TryFormat(target, out int size, "R", CultureInfo.InvariantCulture) && target[..size].IndexOf((byte)'E') < 0)
        {
            return arena.Commit(size);
        }

        return arena.Add(Expanded(value));
    }

    /// <summary>
    /// The canonical form of OpenMetrics: Go's format 'g' with ".0" behind whole numbers, as Prometheus stores the bounds it scrapes.
    /// </summary>
    public static ByteSlice AddOpenMetrics(ByteArena arena, double value)
    {
        if (!double.IsFinite(value))
        {
            return AddPlain(arena, value);
        }

        double size = Math.Abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e6))
        {
            return arena.Add(Exponential(value));
        }

        int start = arena.Length;
        AddPlain(arena, value);
        if (arena.Written[start..].IndexOf((byte)'.') < 0)
        {
            arena.Add(".0"u8);
        }

        return new ByteSlice(start, arena.Length - start);
    }

    // 1.5E-07 is 0.00000015. Large and tiny bounds are rare, so this may allocate.
    private static string Expanded(double value)
    {
        (string sign, string digits, int exponent) = Decompose(value);
        return exponent < 0
            ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : sign + digits.PadRight(exponent + 1, '0');
    }

    private static string Exponential(double value)
    {
        (string sign, string digits, int exponent) = Decompose(value);
        string fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    // Sign, digits without leading and trailing zeros, and the power of ten of the first digit.
    private static (string Sign, string Digits, int Exponent) Decompose(double value)
    {
        string text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int split = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = split < 0 ? 0 : int.Parse(text.AsSpan(split + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = split < 0 ? text : text[..split];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int zeros = digits.Length - digits.TrimStart('0').Length;
        return (value < 0 ? "-" : "", digits.Trim('0'), exponent - zeros);
    }
}
