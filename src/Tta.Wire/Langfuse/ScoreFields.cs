// Spec: Langfuse public API 4.16, scores: data types, and how one follows from the value.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Reads a score.</summary>
internal static class ScoreFields
{
    /// <summary>The name that every correction has.</summary>
    private const string CorrectionName = "output";

    private const int MaxTextLength = 500;

    /// <summary>Null when the body is refused.</summary>
    public static LlmScoreChange? Read(LangfuseEvent item, EventBody body, IScoreRules? rules)
    {
        ScoreConfig? config = body.Text("configId") is { } configId && rules is not null ? Config(body, configId, rules) : null;
        AnyValue value = body["value"];
        LlmScoreDataType? type = Type(body, value, config);
        LlmScoreSource? source = Source(body);
        string? name = type == LlmScoreDataType.Correction ? CorrectionName : config?.Name ?? body.Text("name");
        if (string.IsNullOrEmpty(name))
        {
            body.Fail("name: required");
        }

        CheckTarget(body, type);
        CheckValue(body, type, value);
        CheckConfig(body, config, value);
        if (body.Problem is not null || type is null || source is null)
        {
            return null;
        }

        bool isNumber = type is LlmScoreDataType.Numeric or LlmScoreDataType.Boolean;
        value.TryGetNumber(out double number);
        return new LlmScoreChange
        {
            Id = body.Id("id") ?? item.Id,
            EventNs = item.TimestampNs,
            TimestampNs = body.Time("timestamp") ?? item.TimestampNs,
            Name = name!,
            TraceId = body.Id("traceId"),
            ObservationId = body.Id("observationId"),
            SessionId = body.Text("sessionId"),
            DatasetRunId = body.Text("datasetRunId"),
            DataType = type.Value,
            Source = source.Value,
            Number = !isNumber ? Category(config, value)?.Value : value.Kind == AnyValueKind.Bool ? value.BoolValue ? 1 : 0 : number,
            Text = isNumber ? null : value.StringValue,
            Comment = body.Text("comment"),
            MetadataJson = body.Metadata(),
            ConfigId = body.Text("configId"),
            QueueId = body.Text("queueId"),
            AuthorUserId = body.Text("authorUserId"),
            Environment = body.Environment(),
        };
    }

    private static ScoreConfig? Config(EventBody body, string id, IScoreRules rules)
    {
        ScoreConfig? config = rules.Find(id);
        if (config is null)
        {
            body.Fail("configId: there is no such score configuration");
        }
        else if (config.IsArchived)
        {
            body.Fail("configId: the score configuration is archived; restore it first");
        }
        else if (body.Text("name") is { } name && name != config.Name)
        {
            body.Fail($"name: the score configuration says {config.Name}");
        }

        return config;
    }

    private static void CheckConfig(EventBody body, ScoreConfig? config, in AnyValue value)
    {
        if (config is null || body.Problem is not null)
        {
            return;
        }

        if (config.Type == ScoreConfigType.Numeric && value.TryGetNumber(out double number) && (number < config.MinValue || number > config.MaxValue))
        {
            body.Fail(string.Create(CultureInfo.InvariantCulture, $"value: the score configuration allows {config.MinValue} to {config.MaxValue}"));
        }

        if (config.Type == ScoreConfigType.Categorical && config.Categories is { Count: > 0 } && Category(config, value) is null)
        {
            body.Fail("value: not one of the categories of the score configuration");
        }
    }

    private static ScoreCategory? Category(ScoreConfig? config, in AnyValue value)
    {
        foreach (ScoreCategory category in config?.Categories ?? [])
        {
            if (category.Label == value.StringValue)
            {
                return category;
            }
        }

        return null;
    }

    private static LlmScoreDataType? Type(EventBody body, in AnyValue value, ScoreConfig? config)
    {
        LlmScoreDataType? configured = config?.Type switch
        {
            ScoreConfigType.Numeric => LlmScoreDataType.Numeric,
            ScoreConfigType.Boolean => LlmScoreDataType.Boolean,
            ScoreConfigType.Categorical => LlmScoreDataType.Categorical,
            ScoreConfigType.Text => LlmScoreDataType.Text,
            _ => null,
        };
        LlmScoreDataType? said = Said(body, value, configured);
        if (configured is not null && said is not null && said != configured)
        {
            body.Fail($"dataType: the score configuration says {config!.Type.ToString().ToUpperInvariant()}");
        }

        return said;
    }

    private static LlmScoreDataType? Said(EventBody body, in AnyValue value, LlmScoreDataType? configured)
    {
        string? said = body.Text("dataType");
        switch (said)
        {
            case "NUMERIC":
                return LlmScoreDataType.Numeric;
            case "CATEGORICAL":
                return LlmScoreDataType.Categorical;
            case "BOOLEAN":
                return LlmScoreDataType.Boolean;
            case "TEXT":
                return LlmScoreDataType.Text;
            case "CORRECTION":
                return LlmScoreDataType.Correction;
            case null:
                return configured ?? (value.Kind == AnyValueKind.String ? LlmScoreDataType.Categorical
                    : value.Kind == AnyValueKind.Bool ? LlmScoreDataType.Boolean
                    : LlmScoreDataType.Numeric);
            default:
                body.Fail("dataType: expected NUMERIC, CATEGORICAL, BOOLEAN, TEXT or CORRECTION");
                return null;
        }
    }

    private static LlmScoreSource? Source(EventBody body)
    {
        string said = body.Text("source") ?? "API";
        switch (said)
        {
            case "API":
                return LlmScoreSource.Api;
            case "ANNOTATION":
                return LlmScoreSource.Annotation;
            case "EVAL":
                return LlmScoreSource.Eval;
            default:
                body.Fail("source: expected API, ANNOTATION or EVAL");
                return null;
        }
    }

    private static void CheckTarget(EventBody body, LlmScoreDataType? type)
    {
        bool hasTrace = body.Text("traceId") is not null;
        bool hasOther = body.Text("sessionId") is not null || body.Text("datasetRunId") is not null;
        if (!hasTrace && !hasOther)
        {
            body.Fail("traceId, sessionId, datasetRunId: one of them is required");
        }

        if (body.Text("observationId") is not null && !hasTrace)
        {
            body.Fail("observationId: needs traceId");
        }

        if (type == LlmScoreDataType.Correction && hasOther)
        {
            body.Fail("sessionId, datasetRunId: a correction is of a trace or an observation");
        }
    }

    private static void CheckValue(EventBody body, LlmScoreDataType? type, in AnyValue value)
    {
        bool isNumber = value.Kind is AnyValueKind.Int or AnyValueKind.Double;
        bool isText = value.Kind == AnyValueKind.String;
        value.TryGetNumber(out double number);
        (bool isRight, string expected) = type switch
        {
            LlmScoreDataType.Numeric => (isNumber, "a number for NUMERIC"),
            LlmScoreDataType.Boolean => (value.Kind == AnyValueKind.Bool || (isNumber && number is 0 or 1), "0 or 1 for BOOLEAN"),
            LlmScoreDataType.Categorical => (isText, "a string for CATEGORICAL"),
            LlmScoreDataType.Text => (isText && value.StringValue.Length is > 0 and <= MaxTextLength, "a string of 1 to 500 characters for TEXT"),
            LlmScoreDataType.Correction => (isText, "a string for CORRECTION"),
            _ => (true, ""),
        };
        if (!isRight)
        {
            body.Fail($"value: expected {expected}");
        }
    }
}
