// Spec: Loki HTTP API 3.7 (loki-http-api.md). Differences: volume, index statistics, patterns, detected fields and tail are not
// served yet; the "interval" parameter is ignored.
using System.Globalization;
using System.Text;
using Tta.Model;
using Tta.Query;
using Tta.Query.LogQl;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Loki;

/// <summary>Queries over logs: query, query_range, labels, label values, series.</summary>
internal sealed class LokiApi(ILogSource source, LogQlEngine engine, Limits limits, TimeProvider time) : Api
{
    private static readonly TimeSpan s_queryLength = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_listLength = TimeSpan.FromHours(6);
    private static readonly string[] s_getAndPost = ["GET", "POST"];

    public override string Name => "loki";

    public override int DefaultPort => 3100;

    public override string? UiPrefix => "/loki";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/loki/api/v1/query", s_getAndPost, context => AnswerAsync(context, QueryAsync));
        routes.MapMethods("/loki/api/v1/query_range", s_getAndPost, context => AnswerAsync(context, QueryRangeAsync));
        routes.MapMethods("/loki/api/v1/labels", s_getAndPost, context => AnswerAsync(context, LabelNamesAsync));
        routes.MapMethods("/loki/api/v1/label/{name}/values", s_getAndPost, context => AnswerAsync(context, LabelValuesAsync));
        routes.MapMethods("/loki/api/v1/series", s_getAndPost, context => AnswerAsync(context, SeriesAsync));
        routes.MapMethods("/ready", ["GET", "HEAD"], static context => context.Response.WriteAsync("ready\n", context.RequestAborted));
        routes.MapGet("/loki/api/v1/status/buildinfo", context => AnswerAsync(context, BuildInfoAsync));
    }

    private async Task QueryRangeAsync(HttpContext context, RequestParameters parameters)
    {
        (long startNs, long endNs) = LokiTime.ReadRange(parameters, NowNs(), s_queryLength);
        int limit = ReadLimit(parameters);
        bool backward = parameters["direction"] switch
        {
            "" or "backward" or "BACKWARD" => true,
            "forward" or "FORWARD" => false,
            string other => throw new ParameterException($"invalid direction '{other}'"),
        };
        bool categorize = context.Request.Headers["X-Loki-Response-Encoding-Flags"].ToString().Contains("categorize-labels", StringComparison.Ordinal);
        string query = parameters["query"];
        LogQlResult result = parameters["step"] is { Length: > 0 } step
            ? await engine.QueryRangeAsync(query, startNs, endNs, ReadStepMs(step), limit, backward, context.RequestAborted)
            : await engine.QueryRangeAsync(query, startNs, endNs, limit, backward, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer => LokiJson.Write(writer, result, categorize));
    }

    private async Task QueryAsync(HttpContext context, RequestParameters parameters)
    {
        long timeNs = LokiTime.ReadNs(parameters, "time", NowNs());
        LogQlResult result = await engine.QueryInstantAsync(parameters["query"], timeNs, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer => LokiJson.Write(writer, result, categorize: false));
    }

    private async Task LabelNamesAsync(HttpContext context, RequestParameters parameters)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Labels labels in await StreamsAsync(context, parameters))
        {
            foreach (Label label in labels.Span)
            {
                names.Add(label.Name);
            }
        }

        await WriteTextsAsync(context, names);
    }

    private async Task LabelValuesAsync(HttpContext context, RequestParameters parameters)
    {
        string name = (string)context.Request.RouteValues["name"]!;
        var values = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Labels labels in await StreamsAsync(context, parameters))
        {
            if (labels.TryGet(name, out string value))
            {
                values.Add(value);
            }
        }

        await WriteTextsAsync(context, values);
    }

    private async Task SeriesAsync(HttpContext context, RequestParameters parameters)
    {
        IReadOnlyList<Labels> streams = await StreamsAsync(context, parameters);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, "success"u8);
            writer.WriteStartArray("data"u8);
            foreach (Labels labels in streams)
            {
                Prometheus.PrometheusJson.WriteLabels(writer, labels);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static Task BuildInfoAsync(HttpContext context, RequestParameters parameters) => JsonAnswer.WriteAsync(context, 200, static writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, "3.7.0"u8);
        writer.WriteString("revision"u8, ServerHost.Version);
        writer.WriteString("branch"u8, "tta"u8);
        writer.WriteString("buildDate"u8, ""u8);
        writer.WriteString("buildUser"u8, ""u8);
        writer.WriteString("goVersion"u8, ""u8);
        writer.WriteEndObject();
    });

    private async Task<IReadOnlyList<Labels>> StreamsAsync(HttpContext context, RequestParameters parameters)
    {
        (long startNs, long endNs) = LokiTime.ReadRange(parameters, NowNs(), s_listLength);
        var sets = new List<IReadOnlyList<LabelMatcher>>();
        IEnumerable<string> selectors = parameters["query"] is { Length: > 0 } query ? [query] : parameters.All("match[]").Concat(parameters.All("match"));
        foreach (string selector in selectors)
        {
            sets.Add(LogQlEngine.ParseSelector(selector));
        }

        Answer<IReadOnlyList<Labels>> streams = await source.StreamsAsync(sets, startNs, endNs, context.RequestAborted);
        return streams.Value;
    }

    private static Task WriteTextsAsync(HttpContext context, IReadOnlyCollection<string> texts) => JsonAnswer.WriteAsync(context, 200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        writer.WriteStartArray("data"u8);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private int ReadLimit(RequestParameters parameters)
    {
        string text = parameters["limit"];
        if (text.Length == 0)
        {
            return 100;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) || limit == 0)
        {
            throw new ParameterException("limit must be a positive value");
        }

        return limit <= limits.MaxLogEntries
            ? limit
            : throw new ParameterException(
                $"max entries limit per query exceeded, limit > max_entries_limit ({limit} > {limits.MaxLogEntries}); raise limits.max_log_entries");
    }

    private static long ReadStepMs(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 1e9)
        {
            return Math.Max(1, (long)(seconds * 1000));
        }

        return Durations.TryParsePrometheus(text, out long ns) && ns >= 1_000_000
            ? ns / 1_000_000
            : throw new ParameterException($"could not parse 'step' parameter: \"{text}\" is not a positive duration");
    }

    private long NowNs() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, RequestParameters, Task> handle)
    {
        try
        {
            await handle(context, await RequestParameters.ReadAsync(context));
        }
        catch (Exception e) when (e is ParameterException or LogQlParseException or LogQlExecutionException or LimitExceededException)
        {
            await WriteErrorAsync(context, 400, e.Message);
        }
        catch (QueryTimeoutException e)
        {
            await WriteErrorAsync(context, 504, e.Message);
        }
    }

    // Loki's errors are plain text.
    private static async Task WriteErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(message + "\n"), context.RequestAborted);
    }
}
