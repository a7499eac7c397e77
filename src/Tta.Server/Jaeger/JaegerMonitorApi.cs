// Spec: Jaeger query service, HTTP JSON v1 as of 2.20: service performance metrics, model of OpenMetrics. Like the original this asks the
// metrics store for what was counted when the spans came in.
using System.Globalization;
using System.Text.Json;
using Tta.Agent.SpanMetrics;
using Tta.Query.PromQl;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>Latencies, call rates and error rates of services and operations.</summary>
internal sealed class JaegerMonitorApi(PromQlEngine engine, SpanMetricsStyle? style, TimeProvider time) : Api
{
    private const int StoreStepMs = 15_000;

    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/metrics/latencies", context => JaegerAnswer.RunAsync(context, LatenciesAsync));
        routes.MapGet("/api/metrics/calls", context => JaegerAnswer.RunAsync(context, CallsAsync));
        routes.MapGet("/api/metrics/errors", context => JaegerAnswer.RunAsync(context, ErrorsAsync));
        routes.MapGet("/api/metrics/minstep", context => JaegerAnswer.RunAsync(context, MinStepAsync));
    }

    private Task LatenciesAsync(HttpContext context, RequestParameters parameters)
    {
        string text = parameters["quantile"];
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double quantile) || !double.IsFinite(quantile))
        {
            throw new ParameterException($"unable to parse param 'quantile': expected a number such as 0.95, received: {text}");
        }

        string help = string.Create(CultureInfo.InvariantCulture, $"{quantile}th quantile latency");
        return AnswerAsync(context, parameters, "latencies", help, query => query.Latency(quantile));
    }

    private Task CallsAsync(HttpContext context, RequestParameters parameters) =>
        AnswerAsync(context, parameters, "call_rate", "calls/sec", static query => query.Calls());

    private Task ErrorsAsync(HttpContext context, RequestParameters parameters) =>
        AnswerAsync(context, parameters, "error_rate", "error rate, computed as a fraction of errors/sec over calls/sec", static query => query.Errors());

    private static Task MinStepAsync(HttpContext context, RequestParameters parameters) =>
        JaegerAnswer.WriteAsync(context, 200, 0, static writer => writer.WriteNumberValue(StoreStepMs));

    private async Task AnswerAsync(HttpContext context, RequestParameters parameters, string what, string help, Func<JaegerMonitorQuery, string> text)
    {
        if (style is not { } names)
        {
            await JaegerAnswer.WriteErrorAsync(context, new JaegerError(501, "metrics querying is currently disabled: the server runs with --span-metrics off"));
            return;
        }

        JaegerMonitorQuery query = JaegerMonitorQuery.Read(parameters, names);
        long endMs = JaegerSearch.ReadMs(parameters, "endTs", time.GetUtcNow().ToUnixTimeMilliseconds());
        long startMs = endMs - JaegerSearch.ReadMs(parameters, "lookback", 3_600_000);
        long stepMs = JaegerSearch.ReadMs(parameters, "step", 5_000);
        PromQlResult result = await engine.EvaluateRangeAsync(text(query), startMs, endMs, stepMs, context.RequestAborted);
        string by = query.ByOperation ? ", grouped by service & operation" : ", grouped by service";
        string prefix = query.ByOperation ? "service_operation_" : "service_";
        await JsonAnswer.WriteAsync(context, 200, writer => Write(writer, prefix + what, help + by, query, ((MatrixValue)result.Value).Series));
    }

    private static void Write(Utf8JsonWriter writer, string name, string help, JaegerMonitorQuery query, IReadOnlyList<MatrixSeries> all)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteString("type"u8, "GAUGE"u8);
        writer.WriteString("help"u8, help);
        writer.WriteStartArray("metrics"u8);
        foreach (MatrixSeries series in all)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("labels"u8);
            if (query.ByOperation)
            {
                WriteLabel(writer, "operation", series.Labels["span_name"]);
            }

            WriteLabel(writer, "service_name", series.Labels[query.ServiceLabel]);
            writer.WriteEndArray();
            WritePoints(writer, series);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Where nothing was called there is no rate of errors and no latency: no point, as JSON has no NaN.
    private static void WritePoints(Utf8JsonWriter writer, MatrixSeries series)
    {
        writer.WriteStartArray("metricPoints"u8);
        for (int i = 0; i < series.Values.Length; i++)
        {
            if (double.IsFinite(series.Values[i]))
            {
                writer.WriteStartObject();
                writer.WriteStartObject("gaugeValue"u8);
                writer.WriteNumber("doubleValue"u8, series.Values[i]);
                writer.WriteEndObject();
                writer.WriteString(
                    "timestamp"u8,
                    DateTimeOffset.FromUnixTimeMilliseconds(series.TimesMs[i]).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteLabel(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteString("value"u8, value);
        writer.WriteEndObject();
    }
}
