// Spec: Langfuse public API 4.16: /v2/observations, and /observations of the generation before.
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Reads observations.</summary>
internal sealed class ObservationRoutes(ILlmSource source, ObservationJson json)
{
    private static readonly string[] s_types =
        ["GENERATION", "SPAN", "EVENT", "AGENT", "TOOL", "CHAIN", "RETRIEVER", "EVALUATOR", "EMBEDDING", "GUARDRAIL"];

    private static readonly string[] s_levels = ["DEBUG", "DEFAULT", "WARNING", "ERROR"];
    private static readonly string[] s_contentGroups = ["io", "metadata", "model", "usage", "basic"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/v2/observations", context => LangfuseError.RunAsync(context, ListAsync));
        routes.MapGet("/api/public/observations", context => LangfuseError.RunAsync(context, ListBeforeAsync));
        routes.MapGet("/api/public/observations/{observationId}", context => LangfuseError.RunAsync(context, GetAsync));
    }

    private async Task ListAsync(HttpContext context)
    {
        ReadParameters parameters = await ReadParameters.ReadAsync(context);
        if (parameters["parseIoAsJson"] == "true")
        {
            throw new ParameterException(
                "parseIoAsJson: true is no longer supported; input and output are always raw strings. Remove the parameter or set it to false");
        }

        HashSet<string> groups = parameters.Groups("core", "basic");
        IReadOnlyList<string> expanded = parameters.CommaList("expandMetadata");
        LlmQuery query = Query(parameters) with
        {
            Limit = Math.Max(1, parameters.Whole("limit", 50, 0, 1000)),
            After = parameters.Cursor(),
            Content = Array.Exists(s_contentGroups, groups.Contains) ? LlmContent.All : LlmContent.None,
        };
        LlmPage<LlmObservation> found = (await source.ObservationsAsync(query, context.RequestAborted)).Value;
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            LangfuseWriter.WriteData(writer, found.Items, (w, o) => json.Write(w, o, groups, expanded));
            writer.WriteStartObject("meta"u8);
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
        LlmQuery query = Query(parameters) with { Limit = page.Limit, Skip = (page.Page - 1) * page.Limit, Content = LlmContent.All };
        LlmPage<LlmObservation> found = (await source.ObservationsAsync(query, context.RequestAborted)).Value;
        await LangfuseWriter.WritePageAsync(context, found, page, Deprecation.Observations, json.WriteBefore);
    }

    private async Task GetAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["observationId"]!;
        LlmObservation observation = await source.ObservationAsync(id, null, context.RequestAborted)
            ?? throw new NotFoundException($"Observation {id} not found within authorized project");
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            json.WriteBefore(writer, observation);
            Deprecation.Observations.Write(writer);
            writer.WriteEndObject();
        });
    }

    private static LlmQuery Query(in ReadParameters parameters)
    {
        var conditions = new List<LlmCondition>();
        parameters.AddOneOf(conditions, LlmField.Type, "type", s_types);
        parameters.AddOneOf(conditions, LlmField.Level, "level", s_levels);
        parameters.AddEqual(conditions, LlmField.Name, "name");
        parameters.AddEqual(conditions, LlmField.UserId, "userId");
        parameters.AddEqual(conditions, LlmField.SessionId, "sessionId");
        parameters.AddEqual(conditions, LlmField.TraceId, "traceId");
        parameters.AddEqual(conditions, LlmField.ParentId, "parentObservationId");
        parameters.AddEqual(conditions, LlmField.Version, "version");
        parameters.AddEqual(conditions, LlmField.Persona, "persona");
        parameters.AddAnyOf(conditions, LlmField.Environment, "environment");
        if (parameters.Flag("isRootObservation") is { } isRoot)
        {
            conditions.Add(LlmCondition.Text(LlmField.IsRoot, isRoot ? "true" : "false"));
        }

        List<LlmCondition> filters = Filters.Parse(parameters["filter"], Columns.Observations);
        bool filtersTime = filters.Exists(f => f.Field == LlmField.Time);
        (long startNs, long endNs) = parameters.Range("fromStartTime", "toStartTime");
        return new LlmQuery
        {
            StartNs = filtersTime ? long.MinValue : startNs,
            EndNs = filtersTime ? long.MaxValue : endNs,
            Conditions = ReadParameters.Joined(conditions, filters),
        };
    }
}
