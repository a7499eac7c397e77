using Tta.Model;
using Tta.Query.TraceQl;
using Tta.Server.Http;

namespace Tta.Server.Tempo;

/// <summary>Search for traces, by TraceQL or by tags.</summary>
internal sealed class TempoSearch(TraceQlEngine engine, Limits limits)
{
    private const int DefaultLimit = 20;
    private const int DefaultSpansPerSet = 3;
    private const int MaxSpansPerSet = 100;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/search", context => TempoAnswer.RunAsync(context, SearchAsync));

    private async Task SearchAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        (long startNs, long endNs) = TempoParameters.ReadSearchRange(parameters);
        int limit = TempoParameters.ReadCount(parameters, "limit", DefaultLimit, limits.MaxTraces);
        int spans = ReadSpansPerSet(parameters);
        string query = parameters["q"];
        string tags = parameters["tags"];
        long? minDurationNs = ReadDuration(parameters, "minDuration");
        long? maxDurationNs = ReadDuration(parameters, "maxDuration");
        bool byTags = tags.Length > 0 || minDurationNs is not null || maxDurationNs is not null;
        if (query.Length > 0 && byTags)
        {
            throw new ParameterException("invalid request: can't specify tags, minDuration or maxDuration and q in the same query");
        }

        if (minDurationNs > maxDurationNs)
        {
            throw new ParameterException("invalid maxDuration: must be greater than minDuration");
        }

        TraceQlSearchResult result = byTags
            ? await engine.SearchTagsAsync(tags, minDurationNs, maxDurationNs, startNs, endNs, limit, spans, context.RequestAborted)
            : await engine.SearchAsync(query, startNs, endNs, limit, spans, context.RequestAborted);
        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            TempoSearchProtobuf.Write(arena, result);
            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, writer => TempoSearchJson.Write(writer, result));
    }

    // Zero asks for all spans of a set.
    private int ReadSpansPerSet(RequestParameters parameters)
    {
        if (parameters["spss"] == "0")
        {
            return limits.MaxTraceSpans;
        }

        int spans = TempoParameters.ReadCount(parameters, "spss", DefaultSpansPerSet, int.MaxValue);
        return spans <= MaxSpansPerSet ? spans : throw new ParameterException($"invalid spss: {spans} spans per span set, the most is {MaxSpansPerSet}");
    }

    private static long? ReadDuration(RequestParameters parameters, string name)
    {
        string text = parameters[name];
        return text.Length == 0 ? null
            : Durations.TryParseGo(text, out long ns) ? ns
            : throw new ParameterException($"invalid {name}: time: invalid duration \"{text}\"");
    }
}
