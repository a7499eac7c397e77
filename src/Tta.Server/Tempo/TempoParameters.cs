using System.Globalization;
using Tta.Server.Http;

namespace Tta.Server.Tempo;

/// <summary>Times, steps and limits in the parameters of the Tempo API.</summary>
internal static class TempoParameters
{
    private const long NsPerSecond = 1_000_000_000;

    // Integers of up to ten digits are seconds, longer ones nanoseconds: Tempo's own rule.
    private const int MaxSecondsDigits = 10;

    /// <summary>The range of a search: Unix seconds, the end exclusive; without them, or with two zeros, all that is stored.</summary>
    /// <exception cref="ParameterException">Not a range.</exception>
    public static (long StartNs, long EndNs) ReadSearchRange(RequestParameters parameters)
    {
        long? start = ReadSeconds(parameters, "start");
        long? end = ReadSeconds(parameters, "end");
        if (start is null or 0 && end is null or 0)
        {
            return (0, long.MaxValue);
        }

        return start >= end
            ? throw new ParameterException($"http parameter start must be before end. received start={start} end={end}")
            : (start * NsPerSecond ?? 0, end * NsPerSecond ?? long.MaxValue);
    }

    /// <summary>The range of a metrics query: seconds, nanoseconds or RFC 3339; by default the last hour, or as long as <c>since</c> says.</summary>
    /// <exception cref="ParameterException">Not a range.</exception>
    public static (long StartNs, long EndNs) ReadMetricsRange(RequestParameters parameters, long nowNs)
    {
        long lengthNs = 3_600 * NsPerSecond;
        if (parameters["since"] is { Length: > 0 } since && !Durations.TryParsePrometheus(since, out lengthNs) && !Durations.TryParseGo(since, out lengthNs))
        {
            throw new ParameterException($"invalid since: \"{since}\" is no duration");
        }

        long endNs = ReadTime(parameters, "end", nowNs);
        long startNs = ReadTime(parameters, "start", Math.Max(0, Math.Min(endNs, nowNs) - lengthNs)); // An end in the future does not shorten the past.
        return startNs < endNs
            ? (startNs, endNs)
            : throw new ParameterException($"http parameter start must be before end. received start={startNs} end={endNs}");
    }

    /// <summary>The step of a metrics query, a duration or seconds; null when absent.</summary>
    /// <exception cref="ParameterException">Not a step.</exception>
    public static long? ReadStepNs(RequestParameters parameters)
    {
        string text = parameters["step"];
        if (text.Length == 0)
        {
            return null;
        }

        bool isSeconds = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds < long.MaxValue / 1e9;
        long stepNs = (long)(seconds * NsPerSecond);
        return (isSeconds || Durations.TryParseGo(text, out stepNs) || Durations.TryParsePrometheus(text, out stepNs)) && stepNs > 0
            ? stepNs
            : throw new ParameterException($"invalid step: \"{text}\" is no positive duration");
    }

    /// <summary>A positive whole number; larger ones than the most allowed are cut.</summary>
    /// <exception cref="ParameterException">Not a positive number.</exception>
    public static int ReadCount(RequestParameters parameters, string name, int absent, int most)
    {
        string text = parameters[name];
        if (text.Length == 0)
        {
            return Math.Min(absent, most);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count > 0
            ? (int)Math.Min(count, most)
            : throw new ParameterException($"invalid {name}: must be a positive number, received \"{text}\"");
    }

    /// <summary>Unix seconds, null when absent.</summary>
    /// <exception cref="ParameterException">Not a number.</exception>
    public static long? ReadSeconds(RequestParameters parameters, string name)
    {
        string text = parameters[name];
        return text.Length == 0 ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= long.MaxValue / NsPerSecond ? seconds
            : throw new ParameterException($"invalid {name}: \"{text}\" is no number of Unix seconds");
    }

    private static long ReadTime(RequestParameters parameters, string name, long absentNs)
    {
        string text = parameters[name];
        if (text.Length == 0)
        {
            return absentNs;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return text.Length <= MaxSecondsDigits ? number * NsPerSecond : number;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds < long.MaxValue / 1e9)
        {
            return (long)(seconds * NsPerSecond);
        }

        return Rfc3339.TryParseNs(text, out long ns)
            ? Math.Max(0, ns)
            : throw new ParameterException($"invalid {name}: \"{text}\" is neither Unix seconds, Unix nanoseconds nor RFC 3339");
    }
}
