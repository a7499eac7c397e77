using Tta.Model;
using Tta.Query.TraceQl;
using Tta.Server.Http;

namespace Tta.Server.Tempo;

/// <summary>Series computed from spans by TraceQL.</summary>
internal sealed class TempoMetrics(TraceQlEngine engine, TimeProvider time)
{
    private const int DefaultExemplars = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/metrics/query_range", context => TempoAnswer.RunAsync(context, RangeAsync));
        routes.MapGet("/api/metrics/query", context => TempoAnswer.RunAsync(context, InstantAsync));
    }

    private async Task RangeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        (long startNs, long endNs) = TempoParameters.ReadMetricsRange(parameters, NowNs());
        long stepNs = TempoParameters.ReadStepNs(parameters) ?? TraceQlEngine.DefaultStepNs(startNs, endNs);
        int exemplars = parameters["exemplars"] == "0" ? 0 : TempoParameters.ReadCount(parameters, "exemplars", DefaultExemplars, DefaultExemplars);
        TraceQlMetricsResult result = await engine.QueryRangeAsync(ReadQuery(parameters), startNs, endNs, stepNs, exemplars, context.RequestAborted);
        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            TempoMetricsProtobuf.WriteRange(arena, result);
            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, writer => TempoMetricsJson.WriteRange(writer, result));
    }

    private async Task InstantAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        (long startNs, long endNs) = TempoParameters.ReadMetricsRange(parameters, NowNs());
        TraceQlMetricsResult result = await engine.QueryInstantAsync(ReadQuery(parameters), startNs, endNs, context.RequestAborted);
        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            TempoMetricsProtobuf.WriteInstant(arena, result);
            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, writer => TempoMetricsJson.WriteInstant(writer, result));
    }

    // Grafana says q, older clients query.
    private static string ReadQuery(RequestParameters parameters) =>
        parameters["q"] is { Length: > 0 } query ? query
        : parameters["query"] is { Length: > 0 } older ? older
        : throw new ParameterException("missing parameter q: a TraceQL metrics query such as { status = error } | rate()");

    private long NowNs() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
