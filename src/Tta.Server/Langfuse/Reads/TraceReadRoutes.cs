// Spec: Langfuse public API of the generation before 4: /traces and /sessions.
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Reads traces and sessions.</summary>
internal sealed class TraceReadRoutes(ILlmSource source, ObservationJson json)
{
    private static readonly string[] s_groups = ["core", "io", "scores", "observations", "metrics"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/traces", context => LangfuseError.RunAsync(context, ListAsync));
        routes.MapGet("/api/public/traces/{traceId}", context => LangfuseError.RunAsync(context, GetAsync));
        routes.MapGet("/api/public/sessions", context => LangfuseError.RunAsync(context, SessionsAsync));
        routes.MapGet("/api/public/sessions/{sessionId}", context => LangfuseError.RunAsync(context, SessionAsync));
    }

    private async Task ListAsync(HttpContext context)
    {
        ReadParameters parameters = await ReadParameters.ReadAsync(context);
        (int Page, int Limit) page = parameters.Page();
        HashSet<string> groups = parameters.Groups(s_groups);
        LlmQuery query = Query(parameters) with
        {
            Limit = page.Limit,
            Skip = (page.Page - 1) * page.Limit,
            Content = groups.Contains("io") ? LlmContent.All : LlmContent.None,
        };
        LlmPage<LlmTrace> found = (await source.TracesAsync(query, context.RequestAborted)).Value;
        string[] ids = [.. found.Items.Select(t => t.Id)];
        ILookup<string, string> observations = groups.Contains("observations")
            ? (await ObservationsOfAsync(ids, LlmContent.None, context.RequestAborted)).ToLookup(o => o.TraceId, o => o.Id, StringComparer.Ordinal)
            : Enumerable.Empty<string>().ToLookup(i => i);
        ILookup<string, string> scores = groups.Contains("scores")
            ? (await ScoresOfAsync(ids, context.RequestAborted)).ToLookup(s => s.TraceId!, s => s.Id, StringComparer.Ordinal)
            : Enumerable.Empty<string>().ToLookup(i => i);
        await LangfuseWriter.WritePageAsync(context, found, page, Deprecation.Observations, (writer, trace) =>
        {
            TraceJson.Write(writer, trace, groups.Contains("io"));
            TraceJson.WriteMetrics(writer, trace, groups.Contains("metrics"));
            writer.WriteTexts("observations"u8, observations[trace.Id]);
            writer.WriteTexts("scores"u8, scores[trace.Id]);
        });
    }

    private async Task GetAsync(HttpContext context)
    {
        ReadParameters parameters = await ReadParameters.ReadAsync(context);
        HashSet<string> groups = parameters.Groups(s_groups);
        string id = (string)context.Request.RouteValues["traceId"]!;
        LlmTrace trace = await source.TraceAsync(id, context.RequestAborted) ?? throw new NotFoundException($"Trace {id} not found within authorized project");
        IReadOnlyList<LlmObservation> observations =
            groups.Contains("observations") ? await ObservationsOfAsync([id], LlmContent.All, context.RequestAborted) : [];
        IReadOnlyList<LlmScore> scores = groups.Contains("scores") ? await ScoresOfAsync([id], context.RequestAborted) : [];
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            TraceJson.Write(writer, trace, groups.Contains("io"));
            TraceJson.WriteMetrics(writer, trace, groups.Contains("metrics"));
            WriteList(writer, "observations"u8, observations, json.WriteBefore);
            WriteList(writer, "scores"u8, scores, ScoreJson.WriteBefore);
            Deprecation.Observations.Write(writer);
            writer.WriteEndObject();
        });
    }

    private async Task SessionsAsync(HttpContext context)
    {
        ReadParameters parameters = await ReadParameters.ReadAsync(context);
        (int Page, int Limit) page = parameters.Page();
        (long startNs, long endNs) = parameters.Range("fromTimestamp", "toTimestamp");
        var conditions = new List<LlmCondition>();
        parameters.AddAnyOf(conditions, LlmField.Environment, "environment");
        var query = new LlmQuery { StartNs = startNs, EndNs = endNs, Conditions = conditions, Limit = page.Limit, Skip = (page.Page - 1) * page.Limit };
        LlmPage<LlmSession> found = (await source.SessionsAsync(query, context.RequestAborted)).Value;
        await LangfuseWriter.WritePageAsync(context, found, page, Deprecation.Observations, TraceJson.WriteSession);
    }

    private async Task SessionAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["sessionId"]!;
        var query = new LlmQuery { Conditions = [LlmCondition.Text(LlmField.Id, id)], Limit = 1 };
        if ((await source.SessionsAsync(query, context.RequestAborted)).Value.Items is not [var session, ..])
        {
            throw new NotFoundException($"Session {id} not found within authorized project");
        }

        IReadOnlyList<LlmTrace> traces = (await source.TracesAsync(
            new LlmQuery { Conditions = [LlmCondition.Text(LlmField.SessionId, id)], Limit = 0, Descending = false, Content = LlmContent.All },
            context.RequestAborted)).Value.Items;
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            TraceJson.WriteSession(writer, session);
            WriteList(writer, "traces"u8, traces, (w, t) => TraceJson.Write(w, t, withContent: true));
            Deprecation.Observations.Write(writer);
            writer.WriteEndObject();
        });
    }

    private async Task<IReadOnlyList<LlmObservation>> ObservationsOfAsync(string[] traceIds, LlmContent content, CancellationToken cancellationToken) =>
        traceIds.Length == 0 ? [] : (await source.ObservationsAsync(
            new LlmQuery { Conditions = [LlmCondition.AnyOf(LlmField.TraceId, traceIds)], Limit = 0, Descending = false, Content = content },
            cancellationToken)).Value.Items;

    private async Task<IReadOnlyList<LlmScore>> ScoresOfAsync(string[] traceIds, CancellationToken cancellationToken) =>
        traceIds.Length == 0 ? [] : (await source.ScoresAsync(
            new LlmQuery { Conditions = [LlmCondition.AnyOf(LlmField.TraceId, traceIds)], Limit = 0 }, cancellationToken)).Value.Items;

    private static void WriteList<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static LlmQuery Query(in ReadParameters parameters)
    {
        var conditions = new List<LlmCondition>();
        parameters.AddEqual(conditions, LlmField.UserId, "userId");
        parameters.AddEqual(conditions, LlmField.Name, "name");
        parameters.AddEqual(conditions, LlmField.SessionId, "sessionId");
        parameters.AddEqual(conditions, LlmField.Version, "version");
        parameters.AddEqual(conditions, LlmField.Release, "release");
        parameters.AddAnyOf(conditions, LlmField.Environment, "environment");
        if (parameters.All("tags") is { Count: > 0 } tags)
        {
            conditions.Add(new LlmCondition(LlmField.Tags, LlmOperator.AllOf) { Texts = tags });
        }

        List<LlmCondition> filters = Filters.Parse(parameters["filter"], Columns.Traces);
        (long startNs, long endNs) = parameters.Range("fromTimestamp", "toTimestamp");
        (LlmField orderBy, bool descending) = Order(parameters["orderBy"]);
        return new LlmQuery
        {
            StartNs = startNs,
            EndNs = endNs,
            Conditions = ReadParameters.Joined(conditions, filters),
            OrderBy = orderBy,
            Descending = descending,
        };
    }

    private static (LlmField Field, bool Descending) Order(string text)
    {
        if (text.Length == 0)
        {
            return (LlmField.Time, true);
        }

        int dot = text.LastIndexOf('.');
        string direction = dot < 0 ? "" : text[(dot + 1)..].ToUpperInvariant();
        return direction is "ASC" or "DESC" && Columns.Traces.TryFind(text[..dot], out LlmField field)
            ? (field, direction == "DESC")
            : throw new ParameterException($"orderBy: expected a column and a direction, such as timestamp.asc, received \"{text}\"");
    }
}
