using System.Globalization;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>The time window of a UI request: <c>startMs</c> and <c>endMs</c> in Unix milliseconds, by default the last hour.</summary>
internal readonly record struct UiWindow(long StartNs, long EndNs)
{
    private const long NsPerMs = 1_000_000;
    private const long MaxMs = long.MaxValue / NsPerMs;

    public static UiWindow Read(RequestParameters parameters, TimeProvider time)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        long endMs = ReadMs(parameters, "endMs", nowMs + 1);
        long startMs = ReadMs(parameters, "startMs", endMs - 3_600_000);
        return endMs >= startMs
            ? new UiWindow(startMs * NsPerMs, endMs * NsPerMs)
            : throw new ParameterException($"endMs ({endMs}) lies before startMs ({startMs})");
    }

    public static int ReadLimit(RequestParameters parameters, int defaultLimit, int maxLimit)
    {
        string text = parameters["limit"];
        if (text.Length == 0)
        {
            return defaultLimit;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit > 0
            ? Math.Min(limit, maxLimit)
            : throw new ParameterException($"limit: expected a positive number, received \"{text}\"");
    }

    public static long? ReadDurationNs(RequestParameters parameters, string name)
    {
        string text = parameters[name];
        if (text.Length == 0)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double ms) && ms is >= 0 and < MaxMs
            ? (long)(ms * NsPerMs)
            : throw new ParameterException($"{name}: expected milliseconds, received \"{text}\"");
    }

    private static long ReadMs(RequestParameters parameters, string name, long defaultMs)
    {
        string text = parameters[name];
        if (text.Length == 0)
        {
            return defaultMs;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double ms) && Math.Abs(ms) < MaxMs
            ? (long)ms
            : throw new ParameterException($"{name}: expected Unix milliseconds, received \"{text}\"");
    }
}
