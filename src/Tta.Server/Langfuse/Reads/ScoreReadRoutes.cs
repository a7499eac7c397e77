// Spec: Langfuse public API 4.16: /v3/scores, and /v2/scores and /scores of the generations before.
using System.Globalization;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Reads scores.</summary>
internal sealed class ScoreReadRoutes(ILlmSource source)
{
    private static readonly string[] s_dataTypes = ["NUMERIC", "CATEGORICAL", "BOOLEAN", "TEXT", "CORRECTION"];
    private static readonly string[] s_sources = ["API", "ANNOTATION", "EVAL"];

    private static readonly string[] s_known =
    [
        "limit", "cursor", "fields", "id", "name", "source", "dataType", "environment", "configId", "queueId", "authorUserId", "value", "valueMin",
        "valueMax", "traceId", "sessionId", "observationId", "experimentId", "fromTimestamp", "toTimestamp", "userId", "traceTags",
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/v3/scores", context => LangfuseError.RunAsync(context, ListAsync));
        foreach (string prefix in (ReadOnlySpan<string>)["/api/public/v2/scores", "/api/public/scores"])
        {
            routes.MapGet(prefix, context => LangfuseError.RunAsync(context, ListBeforeAsync));
            routes.MapGet(prefix + "/{scoreId}", context => LangfuseError.RunAsync(context, GetAsync));
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        ReadParameters parameters = await ReadParameters.ReadAsync(context);
        foreach (string name in context.Request.Query.Keys)
        {
            if (Array.IndexOf(s_known, name) < 0)
            {
                throw new ParameterException($"{name}: not known here");
            }
        }

        HashSet<string> groups = parameters.Groups("core");
        int limit = parameters.Whole("limit", 50, 1, 100);
        (long startNs, long endNs) = parameters.Range("fromTimestamp", "toTimestamp");
        var query = new LlmQuery { StartNs = startNs, EndNs = endNs, Conditions = Conditions(parameters), Limit = limit, After = parameters.Cursor() };
        LlmPage<LlmScore> found = (await source.ScoresAsync(query, context.RequestAborted)).Value;
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            LangfuseWriter.WriteData(writer, found.Items, (w, s) => ScoreJson.Write(w, s, groups));
            writer.WriteStartObject("meta"u8);
            writer.WriteNumber("limit"u8, limit);
            if (found.Next is { } next)
            {
                writer.WriteString("cursor"u8, ReadParameters.Format(next));
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private async Task ListBeforeAsync(HttpContext context)
    {
        ReadParameters parameters = await ReadParameters.ReadAsync(context);
        (int Page, int Limit) page = parameters.Page();
        var conditions = new List<LlmCondition>();
        parameters.AddEqual(conditions, LlmField.UserId, "userId");
        parameters.AddEqual(conditions, LlmField.Name, "name");
        parameters.AddEqual(conditions, LlmField.ConfigId, "configId");
        parameters.AddEqual(conditions, LlmField.QueueId, "queueId");
        parameters.AddEqual(conditions, LlmField.TraceId, "traceId");
        parameters.AddEqual(conditions, LlmField.SessionId, "sessionId");
        parameters.AddEqual(conditions, LlmField.DatasetRunId, "datasetRunId");
        parameters.AddOneOf(conditions, LlmField.ScoreDataType, "dataType", s_dataTypes);
        parameters.AddOneOf(conditions, LlmField.ScoreSource, "source", s_sources);
        parameters.AddAnyOf(conditions, LlmField.Id, "scoreIds", isCommaList: true);
        parameters.AddAnyOf(conditions, LlmField.ObservationId, "observationId", isCommaList: true);
        parameters.AddAnyOf(conditions, LlmField.Environment, "environment");
        if (parameters.All("traceTags") is { Count: > 0 } tags)
        {
            conditions.Add(new LlmCondition(LlmField.Tags, LlmOperator.AllOf) { Texts = tags });
        }

        AddComparison(conditions, parameters);
        (long startNs, long endNs) = parameters.Range("fromTimestamp", "toTimestamp");
        var query = new LlmQuery
        {
            StartNs = startNs,
            EndNs = endNs,
            Conditions = ReadParameters.Joined(conditions, Filters.Parse(parameters["filter"], Columns.Scores)),
            Limit = page.Limit,
            Skip = (page.Page - 1) * page.Limit,
        };
        LlmPage<LlmScore> found = (await source.ScoresAsync(query, context.RequestAborted)).Value;
        await LangfuseWriter.WritePageAsync(context, found, page, Deprecation.Scores, ScoreJson.WriteBefore);
    }

    private async Task GetAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["scoreId"]!;
        LlmScore score = await source.ScoreAsync(id, context.RequestAborted) ?? throw new NotFoundException($"Score {id} not found within authorized project");
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            ScoreJson.WriteBefore(writer, score);
            Deprecation.Scores.Write(writer);
            writer.WriteEndObject();
        });
    }

    private static List<LlmCondition> Conditions(in ReadParameters parameters)
    {
        var conditions = new List<LlmCondition>();
        foreach (string joined in (ReadOnlySpan<string>)["userId", "traceTags"])
        {
            if (parameters[joined].Length > 0)
            {
                throw new ParameterException($"{joined}: not served by v3; use /v2/scores, or leave it out");
            }
        }

        parameters.AddAnyOf(conditions, LlmField.Id, "id", isCommaList: true);
        parameters.AddAnyOf(conditions, LlmField.Name, "name", isCommaList: true);
        parameters.AddAnyOf(conditions, LlmField.Environment, "environment", isCommaList: true);
        parameters.AddAnyOf(conditions, LlmField.ConfigId, "configId", isCommaList: true);
        parameters.AddAnyOf(conditions, LlmField.QueueId, "queueId", isCommaList: true);
        parameters.AddAnyOf(conditions, LlmField.AuthorUserId, "authorUserId", isCommaList: true);
        AddEnum(conditions, parameters, LlmField.ScoreSource, "source", s_sources);
        string[] types = AddEnum(conditions, parameters, LlmField.ScoreDataType, "dataType", s_dataTypes);
        AddValue(conditions, parameters, types);
        AddSubject(conditions, parameters);
        return conditions;
    }

    private static string[] AddEnum(List<LlmCondition> conditions, in ReadParameters parameters, LlmField field, string name, string[] allowed)
    {
        string[] values = [.. parameters.CommaList(name).Select(v => v.ToUpperInvariant())];
        if (values.FirstOrDefault(v => Array.IndexOf(allowed, v) < 0) is { } wrong)
        {
            throw new ParameterException($"{name}: Invalid {name} value: \"{wrong}\". Allowed: {string.Join(", ", allowed)}");
        }

        if (values.Length > 0)
        {
            conditions.Add(LlmCondition.AnyOf(field, values));
        }

        return values;
    }

    // One value has one meaning only when the type is known.
    private static void AddValue(List<LlmCondition> conditions, in ReadParameters parameters, string[] types)
    {
        IReadOnlyList<string> values = parameters.CommaList("value");
        string type = types.Length == 1 ? types[0] : "";
        if (values.Count > 0)
        {
            conditions.Add(type switch
            {
                "CATEGORICAL" => LlmCondition.AnyOf(LlmField.ScoreText, values),
                "NUMERIC" when values.Count == 1 => LlmCondition.Than(LlmField.ScoreValue, LlmOperator.Equal, Number("value", values[0])),
                "NUMERIC" => throw new ParameterException("value: several values of NUMERIC are not served; use valueMin and valueMax"),
                "BOOLEAN" when values is ["true" or "false"] =>
                    LlmCondition.Than(LlmField.ScoreValue, LlmOperator.Equal, values[0] == "true" ? 1 : 0),
                "BOOLEAN" when values.All(v => v is "true" or "false") => LlmCondition.Than(LlmField.ScoreValue, LlmOperator.GreaterOrEqual, 0),
                "BOOLEAN" => throw new ParameterException("value: expected true or false for BOOLEAN"),
                _ => throw new ParameterException("value: filter requires a single dataType from: NUMERIC, BOOLEAN, CATEGORICAL"),
            });
        }

        foreach ((string name, LlmOperator op) in (ReadOnlySpan<(string, LlmOperator)>)[("valueMin", LlmOperator.GreaterOrEqual), ("valueMax", LlmOperator.LessOrEqual)])
        {
            if (parameters[name] is { Length: > 0 } bound)
            {
                conditions.Add(type == "NUMERIC"
                    ? LlmCondition.Than(LlmField.ScoreValue, op, Number(name, bound))
                    : throw new ParameterException("valueMin, valueMax: require dataType=NUMERIC as a single value"));
            }
        }
    }

    private static void AddSubject(List<LlmCondition> conditions, in ReadParameters parameters)
    {
        int subjects = 0;
        foreach ((string name, LlmField field) in (ReadOnlySpan<(string, LlmField)>)
            [("traceId", LlmField.TraceId), ("sessionId", LlmField.SessionId), ("experimentId", LlmField.DatasetRunId)])
        {
            subjects += parameters.CommaList(name).Count > 0 ? 1 : 0;
            parameters.AddAnyOf(conditions, field, name, isCommaList: true);
        }

        if (subjects > 1)
        {
            throw new ParameterException("traceId, sessionId, experimentId: at most one may be specified");
        }

        if (parameters.CommaList("observationId").Count > 0 && parameters.CommaList("traceId").Count == 0)
        {
            throw new ParameterException("observationId: filter requires traceId; ids of observations are scoped to a trace");
        }

        parameters.AddAnyOf(conditions, LlmField.ObservationId, "observationId", isCommaList: true);
    }

    private static void AddComparison(List<LlmCondition> conditions, in ReadParameters parameters)
    {
        if (parameters["value"] is { Length: > 0 } value)
        {
            conditions.Add(LlmCondition.Than(LlmField.ScoreValue, parameters["operator"] switch
            {
                "<" => LlmOperator.Less,
                ">" => LlmOperator.Greater,
                "<=" => LlmOperator.LessOrEqual,
                ">=" => LlmOperator.GreaterOrEqual,
                "=" or "" => LlmOperator.Equal,
                "!=" => LlmOperator.NotEqual,
                string other => throw new ParameterException($"operator: expected one of <, >, <=, >=, =, !=, received \"{other}\""),
            }, Number("value", value)));
        }
    }

    private static decimal Number(string name, string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : throw new ParameterException($"{name}: expected a number, received \"{text}\"");
}
