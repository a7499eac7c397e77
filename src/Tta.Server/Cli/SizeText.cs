using System.Globalization;

namespace Tta.Server.Cli;

/// <summary>Sizes as people type them (65536, 64KiB, 1.5GiB) and read them (512 B, 3.4 kB, 12.0 MB).</summary>
internal static class SizeText
{
    private static readonly (string Unit, long Bytes)[] s_units = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40)];

    public static string Format(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };

    public static bool TryParse(string text, out long sizeBytes)
    {
        sizeBytes = 0;
        long unitBytes = 1;
        foreach ((string unit, long bytes) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                text = text[..^unit.Length];
                unitBytes = bytes;
                break;
            }
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount)
            || amount <= 0 || amount * unitBytes > 1L << 50)
        {
            return false;
        }

        sizeBytes = (long)(amount * unitBytes);
        return sizeBytes > 0;
    }
}
