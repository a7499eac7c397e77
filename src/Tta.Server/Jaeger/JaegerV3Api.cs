// Spec: Jaeger query service, HTTP JSON v3 (api_v3.QueryService), as of 2.20. Differences: query.filter, which the original keeps
// behind a switch, is refused; a search answers with one result object.
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;
using Tta.Wire.Otlp;

namespace Tta.Server.Jaeger;

/// <summary>Services, operations, traces as OTLP and trace summaries for newer Jaeger clients.</summary>
internal sealed class JaegerV3Api(ITraceSource source, Limits limits) : Api
{
    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v3/services", context => AnswerAsync(context, ServicesAsync));
        routes.MapGet("/api/v3/operations", context => AnswerAsync(context, OperationsAsync));
        routes.MapGet("/api/v3/traces", context => AnswerAsync(context, FindAsync));
        routes.MapGet("/api/v3/traces/{traceId}", context => AnswerAsync(context, TraceAsync));
        routes.MapGet("/api/v3/trace-summaries", context => AnswerAsync(context, SummariesAsync));
    }

    private async Task ServicesAsync(HttpContext context, RequestParameters parameters)
    {
        IReadOnlyList<string> services = await source.ServicesAsync(context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("services"u8);
            foreach (string service in services)
            {
                writer.WriteStringValue(service);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private async Task OperationsAsync(HttpContext context, RequestParameters parameters)
    {
        string service = parameters["service"];
        if (service.Length == 0)
        {
            throw JaegerV3Search.Malformed("service", "a service is required");
        }

        IReadOnlyList<TraceOperation> operations = await source.OperationsAsync(
            service, JaegerV3Search.ReadKind(parameters), context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("operations"u8);
            foreach (TraceOperation operation in operations)
            {
                // A span that names no kind counts as internal, as OTLP says.
                SpanKind kind = operation.Kind == SpanKind.Unspecified ? SpanKind.Internal : operation.Kind;
                writer.WriteStartObject();
                writer.WriteString("name"u8, operation.Name);
                writer.WriteString("spanKind"u8, kind.ToString().ToLowerInvariant());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private async Task TraceAsync(HttpContext context, RequestParameters parameters)
    {
        string text = Uri.UnescapeDataString((string)context.Request.RouteValues["traceId"]!);
        if (!JaegerSearch.TryReadTraceId(text, out TraceId id))
        {
            throw JaegerV3Search.Malformed("trace_id", $"\"{text}\" is no trace id: expected 1 to 32 hex digits, not all zero");
        }

        JaegerV3Search.CheckRange(parameters);
        bool raw = JaegerV3Search.ReadRaw(parameters);
        Trace? trace = await source.GetTraceAsync(id, context.RequestAborted);
        await WriteTracesAsync(context, trace is null ? [] : [trace], raw);
    }

    private async Task FindAsync(HttpContext context, RequestParameters parameters)
    {
        TraceSearch search = JaegerV3Search.Read(parameters, limits);
        bool raw = JaegerV3Search.ReadRaw(parameters, "query.");
        Answer<IReadOnlyList<Trace>> found = await source.FindTracesAsync(search, context.RequestAborted);
        await WriteTracesAsync(context, found.Value, raw);
    }

    private async Task SummariesAsync(HttpContext context, RequestParameters parameters)
    {
        TraceSearch search = JaegerV3Search.Read(parameters, limits);
        Answer<IReadOnlyList<Trace>> found = await source.FindTracesAsync(search, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("summaries"u8);
            foreach (Trace trace in found.Value)
            {
                JaegerV3Summary.Write(writer, TraceSummary.Of(trace));
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static Task WriteTracesAsync(HttpContext context, IReadOnlyList<Trace> traces, bool raw)
    {
        if (traces.Count == 0)
        {
            return WriteErrorAsync(context, 404, "No traces found");
        }

        return JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("result"u8);
            OtlpJson.WriteTraces(writer, raw ? traces : [.. traces.Select(TraceAdjuster.Adjust)]);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private static Task WriteErrorAsync(HttpContext context, int status, string message) => JsonAnswer.WriteAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("httpCode"u8, status);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, RequestParameters, Task> handle)
    {
        try
        {
            await handle(context, await RequestParameters.ReadAsync(context));
        }
        catch (ParameterException e)
        {
            await WriteErrorAsync(context, 400, e.Message);
        }
        catch (LimitExceededException e)
        {
            await WriteErrorAsync(context, 422, e.Message);
        }
        catch (StoreUnavailableException e)
        {
            await WriteErrorAsync(context, 503, e.Message);
        }
    }
}
