// Spec: Langfuse public API 4.16, /v2/metrics and /metrics: the query object.
// Differences: grouping by persona, chatMode, workflowName, workspace, service, provider and userId is served too.
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Wire.Langfuse;

namespace Tta.Server.Langfuse.Reads;

/// <summary>What a metrics query asks, checked.</summary>
internal sealed record MetricQuery
{
    private static readonly string[] s_refused = ["id", "traceId", "sessionId", "parentObservationId", "observationId"];

    private static readonly string[] s_dimensions =
    [
        "environment", "type", "name", "level", "version", "tags", "release", "traceName", "traceRelease", "traceVersion", "providedModelName", "promptName",
        "promptVersion", "isRootObservation", "userId", "persona", "chatMode", "workflowName", "workspace", "service", "provider", "source", "dataType",
        "configId", "observationModelName", "operation", "finishReason", "startTimeMonth",
    ];

    private static readonly Dictionary<string, LlmField> s_measures = new(StringComparer.Ordinal)
    {
        ["count"] = LlmField.Count,
        ["latency"] = LlmField.LatencyMs,
        ["streamingLatency"] = LlmField.StreamingLatencyMs,
        ["timeToFirstToken"] = LlmField.TimeToFirstTokenMs,
        ["inputTokens"] = LlmField.InputTokens,
        ["outputTokens"] = LlmField.OutputTokens,
        ["totalTokens"] = LlmField.TotalTokens,
        ["tokensPerSecond"] = LlmField.TokensPerSecond,
        ["outputTokensPerSecond"] = LlmField.OutputTokensPerSecond,
        ["inputCost"] = LlmField.InputCost,
        ["outputCost"] = LlmField.OutputCost,
        ["totalCost"] = LlmField.TotalCost,
        ["value"] = LlmField.ScoreValue,
        ["countScores"] = LlmField.ScoreCount,
        ["observationsCount"] = LlmField.ObservationCount,
    };

    private static readonly Dictionary<string, LlmFunction> s_functions = new(StringComparer.Ordinal)
    {
        ["sum"] = LlmFunction.Sum,
        ["avg"] = LlmFunction.Avg,
        ["count"] = LlmFunction.Count,
        ["max"] = LlmFunction.Max,
        ["min"] = LlmFunction.Min,
        ["p50"] = LlmFunction.P50,
        ["p75"] = LlmFunction.P75,
        ["p90"] = LlmFunction.P90,
        ["p95"] = LlmFunction.P95,
        ["p99"] = LlmFunction.P99,
        ["histogram"] = LlmFunction.Histogram,
    };

    public required LlmAggregation Aggregation { get; init; }

    /// <summary>Names of the dimensions, as asked.</summary>
    public required IReadOnlyList<string> Dimensions { get; init; }

    /// <summary>Names of the columns of the answer: aggregation_measure.</summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>Column and direction, in order; columns as in <see cref="Dimensions"/>, <see cref="Measures"/> or "time_dimension".</summary>
    public required IReadOnlyList<(string Field, bool Descending)> Order { get; init; }

    /// <summary>At most so many rows.</summary>
    public required int RowLimit { get; init; }

    /// <summary>Reads the JSON text of a query.</summary>
    /// <param name="json">The text.</param>
    /// <param name="allowsTraces">Whether the view "traces" is served.</param>
    /// <exception cref="ParameterException">It cannot be served; the message says why.</exception>
    public static MetricQuery Parse(string json, bool allowsTraces)
    {
        AnyValue query;
        try
        {
            query = LangfuseJson.Parse(json, maxDepth: 64);
        }
        catch (JsonException)
        {
            throw new ParameterException("query: Invalid JSON in query parameter");
        }

        (LlmView view, Columns columns, LlmCondition? ofView) = View(Text(query, "view"), allowsTraces);
        long startNs = Times.Parse(Text(query, "fromTimestamp"), "fromTimestamp");
        long endNs = Times.Parse(Text(query, "toTimestamp"), "toTimestamp");
        if (startNs >= endNs)
        {
            throw new ParameterException("fromTimestamp must be before toTimestamp");
        }

        string[] dimensions = [.. Member(query, "dimensions").ArrayValue.Select(d => Text(d, "field"))];
        (string Name, LlmMeasure Measure)[] measures = [.. Member(query, "metrics").ArrayValue.Select(Measure)];
        if (measures.Length == 0)
        {
            throw new ParameterException("metrics: expected at least one {measure, aggregation}");
        }

        List<LlmCondition> conditions = Filters.Read(Member(query, "filters"), columns, "filters");
        if (ofView is not null)
        {
            conditions.Add(ofView);
        }

        AnyValue config = Member(query, "config");
        return new MetricQuery
        {
            Aggregation = new LlmAggregation
            {
                View = view,
                Filter = new LlmQuery { StartNs = startNs, EndNs = endNs, Conditions = conditions },
                Dimensions = [.. dimensions.Select(d => Dimension(d, columns))],
                Bucket = Bucket(Member(query, "timeDimension"), endNs - startNs),
                Measures = [.. measures.Select(m => m.Measure)],
                HistogramBins = Whole(config, "bins", 10, 1, 100),
            },
            Dimensions = dimensions,
            Measures = [.. measures.Select(m => m.Name)],
            Order = [.. Member(query, "orderBy").ArrayValue.Select(o => (Text(o, "field"), IsDescending(Text(o, "direction"))))],
            RowLimit = Whole(config, "row_limit", 100, 1, 1000),
        };
    }

    private static (LlmView View, Columns Columns, LlmCondition? Condition) View(string view, bool allowsTraces) => view switch
    {
        "observations" => (LlmView.Observations, Columns.Observations, null),
        "traces" when allowsTraces => (LlmView.Traces, Columns.Traces, null),
        "scores-numeric" => (LlmView.Scores, Columns.Scores, LlmCondition.Text(LlmField.ScoreDataType, "NUMERIC")),
        "scores-boolean" => (LlmView.Scores, Columns.Scores, LlmCondition.Text(LlmField.ScoreDataType, "BOOLEAN")),
        "scores-categorical" => (LlmView.Scores, Columns.Scores, LlmCondition.Text(LlmField.ScoreDataType, "CATEGORICAL")),
        _ => throw new ParameterException(
            $"view: expected {(allowsTraces ? "traces, " : "")}observations, scores-numeric, scores-boolean or scores-categorical, received \"{view}\""),
    };

    private static LlmField Dimension(string name, Columns columns)
    {
        if (Array.IndexOf(s_refused, name) >= 0)
        {
            throw new ParameterException($"dimensions: grouping by {name} makes a group of nearly every item and is not served; filter by it instead");
        }

        return (Array.IndexOf(s_dimensions, name) >= 0 || name == "stringValue") && columns.TryFind(name, out LlmField field)
            ? field
            : throw new ParameterException($"dimensions: \"{name}\" is not a dimension of this view");
    }

    private static (string Name, LlmMeasure Measure) Measure(AnyValue metric)
    {
        string measure = Text(metric, "measure");
        string aggregation = Text(metric, "aggregation");
        return !s_measures.TryGetValue(measure, out LlmField field) ? throw new ParameterException($"metrics: measure \"{measure}\" is not served")
            : !s_functions.TryGetValue(aggregation, out LlmFunction function) ? throw new ParameterException($"metrics: aggregation \"{aggregation}\" is not known")
            : ($"{aggregation}_{measure}", new LlmMeasure(field, function));
    }

    private static LlmBucket Bucket(in AnyValue timeDimension, long rangeNs)
    {
        if (timeDimension.Kind == AnyValueKind.Empty)
        {
            return LlmBucket.None;
        }

        return Text(timeDimension, "granularity") switch
        {
            "minute" => LlmBucket.Minute,
            "hour" => LlmBucket.Hour,
            "day" => LlmBucket.Day,
            "week" => LlmBucket.Week,
            "month" => LlmBucket.Month,
            "auto" => (rangeNs / 3_600_000_000_000) switch
            {
                < 3 => LlmBucket.Minute,
                < 72 => LlmBucket.Hour,
                < 90 * 24 => LlmBucket.Day,
                < 365 * 24 => LlmBucket.Week,
                _ => LlmBucket.Month,
            },
            string other => throw new ParameterException($"timeDimension.granularity: expected auto, minute, hour, day, week or month, received \"{other}\""),
        };
    }

    private static bool IsDescending(string direction) => direction switch
    {
        "asc" => false,
        "desc" => true,
        _ => throw new ParameterException($"orderBy: expected asc or desc, received \"{direction}\""),
    };

    private static int Whole(in AnyValue map, string name, int byDefault, int least, int most)
    {
        AnyValue value = Member(map, name);
        return value.Kind == AnyValueKind.Empty ? byDefault
            : value.Kind == AnyValueKind.Int && value.IntValue >= least && value.IntValue <= most ? (int)value.IntValue
            : throw new ParameterException($"config.{name}: expected a whole number from {least} to {most}");
    }

    private static AnyValue Member(in AnyValue map, string name) => KeyValue.TryFind(map.MapValue, name, out AnyValue value) ? value : default;

    private static string Text(in AnyValue map, string name) =>
        Member(map, name) is { Kind: AnyValueKind.String } value ? value.StringValue : throw new ParameterException($"{name}: required, a string");
}
