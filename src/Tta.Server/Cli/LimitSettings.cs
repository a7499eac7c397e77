using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tta.Model;

namespace Tta.Server.Cli;

/// <summary>The limits by the names that errors use (<c>limits.max_series</c>), and the option that changes them.</summary>
internal static class LimitSettings
{
    public static IReadOnlyList<LimitSetting> All { get; } =
    [
        new("max_request_bytes", LimitKind.Size, l => l.MaxRequestBytes, (l, v) => l with { MaxRequestBytes = (int)v }),
        new("max_decompressed_bytes", LimitKind.Size, l => l.MaxDecompressedBytes, (l, v) => l with { MaxDecompressedBytes = (int)v }),
        new("max_in_flight_request_bytes", LimitKind.Size, l => l.MaxInFlightRequestBytes, (l, v) => l with { MaxInFlightRequestBytes = (long)v }),
        new("max_compression_ratio", LimitKind.Ratio, l => l.MaxCompressionRatio, (l, v) => l with { MaxCompressionRatio = v }),
        new("max_langfuse_batch_bytes", LimitKind.Size, l => l.MaxLangfuseBatchBytes, (l, v) => l with { MaxLangfuseBatchBytes = (int)v }),
        new("max_json_depth", LimitKind.Count, l => l.MaxJsonDepth, (l, v) => l with { MaxJsonDepth = (int)v }),
        new("max_attribute_depth", LimitKind.Count, l => l.MaxAttributeDepth, (l, v) => l with { MaxAttributeDepth = (int)v }),
        new("max_attributes", LimitKind.Count, l => l.MaxAttributes, (l, v) => l with { MaxAttributes = (int)v }),
        new("max_span_bytes", LimitKind.Size, l => l.MaxSpanBytes, (l, v) => l with { MaxSpanBytes = (int)v }),
        new("max_log_line_bytes", LimitKind.Size, l => l.MaxLogLineBytes, (l, v) => l with { MaxLogLineBytes = (int)v }),
        new("max_log_metadata_labels", LimitKind.Count, l => l.MaxLogMetadataLabels, (l, v) => l with { MaxLogMetadataLabels = (int)v }),
        new("max_labels_per_series", LimitKind.Count, l => l.MaxLabelsPerSeries, (l, v) => l with { MaxLabelsPerSeries = (int)v }),
        new("max_label_name_bytes", LimitKind.Size, l => l.MaxLabelNameBytes, (l, v) => l with { MaxLabelNameBytes = (int)v }),
        new("max_label_value_bytes", LimitKind.Size, l => l.MaxLabelValueBytes, (l, v) => l with { MaxLabelValueBytes = (int)v }),
        new("max_series", LimitKind.Count, l => l.MaxSeries, (l, v) => l with { MaxSeries = (int)v }),
        new("max_streams", LimitKind.Count, l => l.MaxStreams, (l, v) => l with { MaxStreams = (int)v }),
        new("out_of_order_window", LimitKind.Duration, l => l.OutOfOrderWindow.TotalSeconds, (l, v) => l with { OutOfOrderWindow = TimeSpan.FromSeconds(v) }),
        new("future_window", LimitKind.Duration, l => l.FutureWindow.TotalSeconds, (l, v) => l with { FutureWindow = TimeSpan.FromSeconds(v) }),
        new("max_query_samples", LimitKind.Count, l => l.MaxQuerySamples, (l, v) => l with { MaxQuerySamples = (long)v }),
        new("max_query_points", LimitKind.Count, l => l.MaxQueryPoints, (l, v) => l with { MaxQueryPoints = (int)v }),
        new("query_timeout", LimitKind.Duration, l => l.QueryTimeout.TotalSeconds, (l, v) => l with { QueryTimeout = TimeSpan.FromSeconds(v) }),
        new("max_concurrent_queries", LimitKind.Count, l => l.MaxConcurrentQueries, (l, v) => l with { MaxConcurrentQueries = (int)v }),
        new("max_query_depth", LimitKind.Count, l => l.MaxQueryDepth, (l, v) => l with { MaxQueryDepth = (int)v }),
        new("max_query_length", LimitKind.Count, l => l.MaxQueryLength, (l, v) => l with { MaxQueryLength = (int)v }),
        new("max_log_entries", LimitKind.Count, l => l.MaxLogEntries, (l, v) => l with { MaxLogEntries = (int)v }),
        new("max_traces", LimitKind.Count, l => l.MaxTraces, (l, v) => l with { MaxTraces = (int)v }),
        new("max_search_spans", LimitKind.Count, l => l.MaxSearchSpans, (l, v) => l with { MaxSearchSpans = (int)v }),
        new("max_registry_bytes", LimitKind.Size, l => l.MaxRegistryBytes, (l, v) => l with { MaxRegistryBytes = (long)v }),
        new("max_media_bytes", LimitKind.Size, l => l.MaxMediaBytes, (l, v) => l with { MaxMediaBytes = (long)v }),
        new("max_span_metric_sets", LimitKind.Count, l => l.MaxSpanMetricSets, (l, v) => l with { MaxSpanMetricSets = (int)v }),
        new("max_trace_spans", LimitKind.Count, l => l.MaxTraceSpans, (l, v) => l with { MaxTraceSpans = (int)v }),
        new("max_trace_series", LimitKind.Count, l => l.MaxTraceSeries, (l, v) => l with { MaxTraceSeries = (int)v }),
        new("max_forward_queue_bytes", LimitKind.Size, l => l.MaxForwardQueueBytes, (l, v) => l with { MaxForwardQueueBytes = (long)v }),
        new("max_forward_age", LimitKind.Duration, l => l.MaxForwardAge.TotalSeconds, (l, v) => l with { MaxForwardAge = TimeSpan.FromSeconds(v) }),
        new("free_space_floor_ratio", LimitKind.Ratio, l => l.FreeSpaceFloorRatio, (l, v) => l with { FreeSpaceFloorRatio = v }),
        new("free_space_floor_bytes", LimitKind.Size, l => l.FreeSpaceFloorBytes, (l, v) => l with { FreeSpaceFloorBytes = (long)v }),
    ];

    /// <summary>The option <c>--limit NAME=VALUE</c>, which may be given several times.</summary>
    public static Option<Limits?> Option() => new("--limit")
    {
        Description = "Changes a limit, for example max_series=2000000 or query_timeout=5m; may be given several times. The names are those that errors use",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = static result =>
        {
            var limits = new Limits();
            foreach (Token token in result.Tokens)
            {
                if (!TryApply(token.Value, ref limits, out string problem))
                {
                    result.AddError(problem);
                }
            }

            return limits;
        },
    };

    /// <summary>Applies <c>name=value</c>; the name may carry the prefix <c>limits.</c></summary>
    public static bool TryApply(string assignment, ref Limits limits, out string problem)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? assignment : assignment[..equals].Trim();
        name = name.StartsWith("limits.", StringComparison.Ordinal) ? name["limits.".Length..] : name;
        LimitSetting? setting = All.FirstOrDefault(candidate => candidate.Name == name);
        if (setting is null)
        {
            problem = $"--limit {assignment}: there is no limit \"{name}\"; the limits are {string.Join(", ", All.Select(static s => s.Name))}";
            return false;
        }

        if (equals < 0 || !TryReadValue(assignment[(equals + 1)..].Trim(), setting, out double value))
        {
            problem = $"--limit {assignment}: expected {name}={Example(setting.Kind)}";
            return false;
        }

        limits = setting.Write(limits, value);
        problem = "";
        return true;
    }

    private static bool TryReadValue(string text, LimitSetting setting, out double value)
    {
        switch (setting.Kind)
        {
            case LimitKind.Duration:
                bool isDuration = DurationText.TryParse(text, out TimeSpan duration);
                value = duration.TotalSeconds;
                return isDuration;
            case LimitKind.Ratio:
                return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value > 0;
            case LimitKind.Size:
                bool isSize = SizeText.TryParse(text, out long sizeBytes);
                value = sizeBytes;
                return isSize && Fits(setting, value);
            default:
                bool isCount = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count);
                value = count;
                return isCount && count > 0 && Fits(setting, value);
        }
    }

    // Some limits are held in 32 bits: a value that does not come back as written does not fit.
    private static bool Fits(LimitSetting setting, double value) =>
        value <= int.MaxValue || setting.Read(setting.Write(new Limits(), value)).Equals(value);

    private static string Example(LimitKind kind) => kind switch
    {
        LimitKind.Size => "SIZE such as 65536, 64KiB or 4MiB (at most 2 GiB for single requests and items)",
        LimitKind.Duration => "DURATION such as 30s or 1h30m",
        LimitKind.Ratio => "a number above 0 such as 0.02",
        _ => "a whole number above 0",
    };
}
