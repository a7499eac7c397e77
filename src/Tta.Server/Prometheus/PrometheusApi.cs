// Spec: Prometheus HTTP API v1 as of 3.14 (docs/querying/api.md). Differences: no native histograms, remote read or admin
// endpoints yet; exemplars are in ExemplarsApi.
using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Query.PromQl;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Prometheus;

/// <summary>Queries over metrics: query, query_range, labels, label values, series, metadata.</summary>
internal sealed class PrometheusApi(IMetricSource source, PromQlEngine engine, Limits limits, TimeProvider time) : Api
{
    // Without a range, listing calls cover everything that is stored.
    private const long MinTimeMs = long.MinValue / 2;
    private const long MaxTimeMs = long.MaxValue / 2;

    private static readonly string[] s_getAndPost = ["GET", "POST"];

    public override string Name => "prometheus";

    public override int DefaultPort => 9090;

    public override string? UiPrefix => "/prometheus";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/v1/query", s_getAndPost, context => AnswerAsync(context, QueryAsync));
        routes.MapMethods("/api/v1/query_range", s_getAndPost, context => AnswerAsync(context, QueryRangeAsync));
        routes.MapMethods("/api/v1/labels", s_getAndPost, context => AnswerAsync(context, LabelNamesAsync));
        routes.MapMethods("/api/v1/series", s_getAndPost, context => AnswerAsync(context, SeriesAsync));
        routes.MapGet("/api/v1/label/{name}/values", context => AnswerAsync(context, LabelValuesAsync));
        routes.MapGet("/api/v1/metadata", context => AnswerAsync(context, MetadataAsync));
        routes.MapMethods("/api/v1/format_query", s_getAndPost, context => AnswerAsync(context, FormatQueryAsync));
        routes.MapGet("/api/v1/status/buildinfo", context => AnswerAsync(context, BuildInfoAsync));
    }

    private async Task<PrometheusAnswer> QueryAsync(HttpContext context, RequestParameters parameters, CancellationToken cancellationToken)
    {
        long timeMs = PrometheusTime.Read(parameters, "time", NowMs());
        int limit = ReadLimit(parameters);
        PromQlResult result = await engine.EvaluateInstantAsync(ReadQuery(parameters), timeMs, cancellationToken);
        return Answer(result, limit);
    }

    private async Task<PrometheusAnswer> QueryRangeAsync(HttpContext context, RequestParameters parameters, CancellationToken cancellationToken)
    {
        long startMs = PrometheusTime.Read(parameters, "start", null);
        long endMs = PrometheusTime.Read(parameters, "end", null);
        if (endMs < startMs)
        {
            throw new ParameterException("invalid parameter \"end\": end timestamp must not be before start time");
        }

        long stepMs = PrometheusTime.ReadDuration("step", parameters["step"]);
        if (stepMs <= 0)
        {
            throw new ParameterException(
                "invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer");
        }

        if ((endMs - startMs) / stepMs > limits.MaxQueryPoints)
        {
            throw new ParameterException(string.Create(
                CultureInfo.InvariantCulture,
                $"exceeded maximum resolution of {limits.MaxQueryPoints:N0} points per timeseries. Try decreasing the query resolution (?step=XX)"));
        }

        int limit = ReadLimit(parameters);
        return Answer(await engine.EvaluateRangeAsync(ReadQuery(parameters), startMs, endMs, stepMs, cancellationToken), limit);
    }

    private async Task<PrometheusAnswer> LabelNamesAsync(HttpContext context, RequestParameters parameters, CancellationToken cancellationToken)
    {
        Answer<IReadOnlyList<string>> names = await source.LabelNamesAsync(ReadFilter(parameters, required: false), cancellationToken);
        return Texts(names);
    }

    private async Task<PrometheusAnswer> LabelValuesAsync(HttpContext context, RequestParameters parameters, CancellationToken cancellationToken)
    {
        string name = LabelNameEscaping.Unescape((string)context.Request.RouteValues["name"]!);
        if (name.Length == 0)
        {
            throw new ParameterException($"invalid label name: \"{name}\"");
        }

        return Texts(await source.LabelValuesAsync(name, ReadFilter(parameters, required: false), cancellationToken));
    }

    private async Task<PrometheusAnswer> SeriesAsync(HttpContext context, RequestParameters parameters, CancellationToken cancellationToken)
    {
        Answer<IReadOnlyList<Labels>> series = await source.SeriesAsync(ReadFilter(parameters, required: true), cancellationToken);
        return new PrometheusAnswer(
            writer =>
            {
                writer.WriteStartArray();
                foreach (Labels labels in series.Value)
                {
                    PrometheusJson.WriteLabels(writer, labels);
                }

                writer.WriteEndArray();
            },
            Warnings(series.Warnings, series.Truncated),
            []);
    }

    private async Task<PrometheusAnswer> MetadataAsync(HttpContext context, RequestParameters parameters, CancellationToken cancellationToken)
    {
        string metric = parameters["metric"];
        int limit = ReadLimit(parameters);
        IReadOnlyList<MetricMetadata> families = await source.MetadataAsync(metric.Length == 0 ? null : metric, cancellationToken);
        return new PrometheusAnswer(writer => WriteMetadata(writer, families, limit), [], []);
    }

    private static Task<PrometheusAnswer> FormatQueryAsync(HttpContext context, RequestParameters parameters, CancellationToken cancellationToken)
    {
        string formatted = PromQlPrinter.PrintPretty(PromQlParser.Parse(ReadQuery(parameters)));
        return Task.FromResult(new PrometheusAnswer(writer => writer.WriteStringValue(formatted), [], []));
    }

    private static Task<PrometheusAnswer> BuildInfoAsync(HttpContext context, RequestParameters parameters, CancellationToken cancellationToken) =>
        Task.FromResult(new PrometheusAnswer(
            static writer =>
            {
                // Clients read the version to know which functions and parameters they may use.
                writer.WriteStartObject();
                writer.WriteString("version"u8, "3.14.0"u8);
                writer.WriteString("revision"u8, ServerHost.Version);
                writer.WriteString("branch"u8, "tta"u8);
                writer.WriteString("buildUser"u8, ""u8);
                writer.WriteString("buildDate"u8, ""u8);
                writer.WriteString("goVersion"u8, ""u8);
                writer.WriteEndObject();
            },
            [],
            []));

    private static string ReadQuery(RequestParameters parameters) => parameters["query"];

    private static async Task AnswerAsync(
        HttpContext context, Func<HttpContext, RequestParameters, CancellationToken, Task<PrometheusAnswer>> handle)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            RequestParameters parameters = await RequestParameters.ReadAsync(context);
            if (parameters["timeout"] is { Length: > 0 } timeout)
            {
                deadline.CancelAfter(TimeSpan.FromMilliseconds(PrometheusTime.ReadDuration("timeout", timeout)));
            }

            PrometheusAnswer answer = await handle(context, parameters, deadline.Token);
            await JsonAnswer.WriteAsync(
                context, 200, writer => PrometheusJson.WriteSuccess(writer, answer.Warnings, answer.Infos, answer.WriteData));
        }
        catch (Exception e) when (PrometheusError.From(e) is { } error)
        {
            if (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
            {
                error = new PrometheusError("timeout", 503, "query timed out in query execution");
            }

            await JsonAnswer.WriteAsync(context, error.Status, writer => PrometheusJson.WriteError(writer, error));
        }
    }

    private static SeriesFilter ReadFilter(RequestParameters parameters, bool required)
    {
        IReadOnlyList<string> selectors = parameters.All("match[]");
        if (required && selectors.Count == 0)
        {
            throw new ParameterException("no match[] parameter provided");
        }

        var sets = new List<IReadOnlyList<LabelMatcher>>(selectors.Count);
        foreach (string selector in selectors)
        {
            try
            {
                sets.Add(PromQlParser.ParseSelector(selector));
            }
            catch (PromQlParseException e)
            {
                throw new ParameterException($"invalid parameter \"match[]\": {e.Message}");
            }
        }

        return new SeriesFilter(
            sets,
            PrometheusTime.Read(parameters, "start", MinTimeMs),
            PrometheusTime.Read(parameters, "end", MaxTimeMs),
            ReadLimit(parameters));
    }

    private static int ReadLimit(RequestParameters parameters)
    {
        string text = parameters["limit"];
        if (text.Length == 0)
        {
            return 0;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit)
            ? limit
            : throw new ParameterException($"invalid parameter \"limit\": cannot parse \"{text}\" to a non-negative number");
    }

    private static PrometheusAnswer Answer(PromQlResult result, int limit)
    {
        PromQlValue value = result.Value;
        bool truncated = false;
        if (limit > 0 && value is VectorValue vector && vector.Samples.Count > limit)
        {
            value = new VectorValue([.. vector.Samples.Take(limit)]);
            truncated = true;
        }
        else if (limit > 0 && value is MatrixValue matrix && matrix.Series.Count > limit)
        {
            value = new MatrixValue([.. matrix.Series.Take(limit)]);
            truncated = true;
        }

        return new PrometheusAnswer(writer => PrometheusJson.WriteValue(writer, value), Warnings(result.Warnings, truncated), result.Infos);
    }

    private static PrometheusAnswer Texts(Answer<IReadOnlyList<string>> answer) => new(
        writer =>
        {
            writer.WriteStartArray();
            foreach (string text in answer.Value)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        },
        Warnings(answer.Warnings, answer.Truncated),
        []);

    private static IReadOnlyList<string> Warnings(IReadOnlyList<string> warnings, bool truncated) =>
        truncated ? [.. warnings, "results truncated due to limit"] : warnings;

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyList<MetricMetadata> families, int limit)
    {
        writer.WriteStartObject();
        for (int i = 0; i < families.Count && (limit == 0 || i < limit); i++)
        {
            MetricMetadata family = families[i];
            writer.WriteStartArray(family.Name);
            writer.WriteStartObject();
            writer.WriteString("type"u8, family.Type.ToString().ToLowerInvariant());
            writer.WriteString("help"u8, family.Help);
            writer.WriteString("unit"u8, family.Unit);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record PrometheusAnswer(Action<Utf8JsonWriter> WriteData, IReadOnlyList<string> Warnings, IReadOnlyList<string> Infos);
}
