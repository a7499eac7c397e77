using System.Text;

namespace Tta.Wire.Loki;

/// <summary>Texts that Loki's clients know.</summary>
internal static class LokiErrors
{
    public const string NoLabels = "error at least one label pair is required per stream";

    public static string Labels(ReadOnlySpan<byte> text) =>
        $"couldn't parse labels: expected {{name=\"value\", ...}}, got {Encoding.UTF8.GetString(text[..Math.Min(64, text.Length)])}";
}
