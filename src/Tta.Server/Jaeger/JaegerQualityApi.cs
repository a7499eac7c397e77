// Spec: Jaeger query service, HTTP JSON v1 as of 2.20: /quality-metrics, without an envelope. Difference: the original answers with an example; this
// answers with what the newest traces of the service show, in its shape.
using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>How well a service is instrumented, as its newest traces show.</summary>
internal sealed class JaegerQualityApi(ITraceSource source, Limits limits, TimeProvider time) : Api
{
    private const long NsPerMs = 1_000_000;
    private const long DefaultHours = 48;
    private const long MaxHours = 24 * 365;

    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/quality-metrics", context => JaegerAnswer.RunAsync(context, QualityAsync));

    private async Task QualityAsync(HttpContext context, RequestParameters parameters)
    {
        TraceSearch search = JaegerSearch.Read(parameters, limits);
        search = search with { StartMinNs = (time.GetUtcNow().ToUnixTimeMilliseconds() - (ReadHours(parameters) * 3_600_000)) * NsPerMs };
        var quality = new TraceQuality(search.ServiceName!);
        foreach (Trace trace in (await source.FindTracesAsync(search, context.RequestAborted)).Value)
        {
            quality.Add(trace);
        }

        await JsonAnswer.WriteAsync(context, 200, writer => Write(writer, quality));
    }

    private static long ReadHours(RequestParameters parameters) => parameters["hours"] is not { Length: > 0 } text ? DefaultHours
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long hours) && hours is > 0 and <= MaxHours ? hours
        : throw new ParameterException($"unable to parse param 'hours': expected a number from 1 to {MaxHours}, received: {text}");

    private static void Write(Utf8JsonWriter writer, TraceQuality quality)
    {
        writer.WriteStartObject();
        writer.WriteString("traceQualityDocumentationLink"u8, ""u8);
        writer.WriteStartArray("scores"u8);
        foreach ((string key, string label) in TraceQuality.Categories)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
            writer.WriteString("label"u8, label);
            writer.WriteNumber("max"u8, 100);
            writer.WriteNumber("value"u8, quality.Score(key));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("metrics"u8);
        foreach (QualityCheck check in quality.Checks)
        {
            Write(writer, check, 1.0 / quality.Checks.Count(other => other.Category == check.Category));
        }

        writer.WriteEndArray();
        writer.WriteStartArray("clients"u8);
        foreach ((string version, QualityExamples spans) in quality.Clients)
        {
            writer.WriteStartObject();
            writer.WriteString("version"u8, version);
            writer.WriteString("minVersion"u8, ""u8);
            Write(writer, "count", "examples", spans);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, QualityCheck check, double weight)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, check.Name);
        writer.WriteString("category"u8, check.Category);
        writer.WriteString("description"u8, check.Description);
        writer.WriteString("metricDocumentationLink"u8, ""u8);
        writer.WriteNumber("metricWeight"u8, weight);
        Write(writer, "passCount", "passExamples", check.Passed);
        Write(writer, "failureCount", "failureExamples", check.Failed);
        writer.WriteNull("exemptionCount"u8);
        writer.WriteNull("exemptionExamples"u8);
        writer.WriteNull("details"u8);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string countName, string examplesName, QualityExamples spans)
    {
        writer.WriteNumber(countName, spans.Count);
        writer.WriteStartArray(examplesName);
        foreach ((TraceId traceId, SpanId spanId) in spans.First)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("spanIDs"u8);
            writer.WriteStringValue(spanId.ToString());
            writer.WriteEndArray();
            writer.WriteString("traceID"u8, JaegerJson.IdOf(traceId));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
