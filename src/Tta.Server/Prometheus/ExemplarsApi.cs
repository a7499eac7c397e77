// Spec: Prometheus HTTP API v1, "Querying exemplars".
using System.Text.Json;
using Tta.Model;
using Tta.Query.PromQl;
using Tta.Server.Hosting;
using Tta.Server.Http;
using Tta.Storage.Metrics;

namespace Tta.Server.Prometheus;

/// <summary>The traces behind samples: exemplars of every series that a query selects.</summary>
internal sealed class ExemplarsApi(MetricStore store, TimeProvider time) : Api
{
    private static readonly string[] s_methods = ["GET", "POST"];

    public override string Name => "prometheus";

    public override int DefaultPort => 9090;

    public override string? UiPrefix => "/prometheus";

    public override void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/api/v1/query_exemplars", s_methods, AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            RequestParameters parameters = await RequestParameters.ReadAsync(context);
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            long startMs = PrometheusTime.Read(parameters, "start", 0);
            long endMs = PrometheusTime.Read(parameters, "end", nowMs);
            if (endMs < startMs)
            {
                throw new ParameterException("end timestamp must not be before start timestamp");
            }

            var selectors = new List<IReadOnlyList<LabelMatcher>>();
            Collect(PromQlParser.Parse(parameters["query"]), selectors);
            Answer<IReadOnlyList<StoredExemplar>> found = await store.ExemplarsAsync(selectors, startMs, endMs, context.RequestAborted);
            await JsonAnswer.WriteAsync(
                context, 200, writer => PrometheusJson.WriteSuccess(writer, found.Warnings, [], data => Write(data, selectors.Count == 0 ? [] : found.Value)));
        }
        catch (Exception e) when (PrometheusError.From(e) is { } error)
        {
            await JsonAnswer.WriteAsync(context, error.Status, writer => PrometheusJson.WriteError(writer, error));
        }
    }

    // Comes by series: those of one series are one entry.
    private static void Write(Utf8JsonWriter writer, IReadOnlyList<StoredExemplar> exemplars)
    {
        writer.WriteStartArray();
        for (int i = 0; i < exemplars.Count;)
        {
            Labels series = exemplars[i].SeriesLabels;
            writer.WriteStartObject();
            writer.WritePropertyName("seriesLabels"u8);
            PrometheusJson.WriteLabels(writer, series);
            writer.WriteStartArray("exemplars"u8);
            for (; i < exemplars.Count && exemplars[i].SeriesLabels == series; i++)
            {
                writer.WriteStartObject();
                writer.WritePropertyName("labels"u8);
                PrometheusJson.WriteLabels(writer, exemplars[i].Labels);
                writer.WriteString("value"u8, PrometheusJson.Format(exemplars[i].Value));
                writer.WritePropertyName("timestamp"u8);
                PrometheusJson.WriteTime(writer, exemplars[i].TimeMs);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Collect(Expr expr, List<IReadOnlyList<LabelMatcher>> into)
    {
        if (expr is VectorSelector selector)
        {
            into.Add(selector.Matchers);
        }

        foreach (Expr operand in ExprTree.OperandsOf(expr))
        {
            Collect(operand, into);
        }
    }
}
