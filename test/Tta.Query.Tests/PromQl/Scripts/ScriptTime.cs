using System.Globalization;
using Tta.Query.PromQl;

namespace Tta.Query.Tests.PromQl.Scripts;

internal static class ScriptTime
{
    /// <summary>A duration such as <c>1m30s</c> or <c>-5m</c>, or a number of seconds.</summary>
    public static long ToMs(string text)
    {
        if (text.StartsWith('-'))
        {
            return -ToMs(text[1..]);
        }

        return DurationText.TryParse(text, out long ms)
            ? ms
            : (long)Math.Round(double.Parse(text, CultureInfo.InvariantCulture) * 1000);
    }
}
