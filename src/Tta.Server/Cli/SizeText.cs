using System.CommandLine;
using System.Globalization;

namespace Tta.Server.Cli;

/// <summary>Sizes as people type them (65536, 64KiB, 1.5GiB) and read them (512 B, 3.4 kB, 12.0 MB).</summary>
internal static class SizeText
{
    private static readonly (string Unit, long Bytes)[] s_units = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40)];

    /// <summary>An option that takes a size.</summary>
    public static Option<long> Option(string name, string description, long defaultBytes) => new(name)
    {
        Description = $"{description} (default: {defaultBytes >> 20}MiB)",
        HelpName = "SIZE",
        CustomParser = static result =>
        {
            if (TryParse(result.Tokens[0].Value, out long sizeBytes))
            {
                return sizeBytes;
            }

            result.AddError($"{result.Tokens[0].Value} is not a size; use for example 64MiB or 1.5GiB");
            return 0;
        },
        DefaultValueFactory = _ => defaultBytes,
    };

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
