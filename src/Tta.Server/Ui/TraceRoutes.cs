using Tta.Model;
using Tta.Server.Http;
using Tta.Server.Jaeger;
using Tta.Wire.Otlp;

namespace Tta.Server.Ui;

/// <summary>Trace search for the web UI: summaries instead of whole traces.</summary>
internal sealed class TraceRoutes(ITraceSource source, Limits limits, TimeProvider time)
{
    private const int DefaultLimit = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tta/v1/traces", context => UiAnswer.RunAsync(context, FindAsync));
        routes.MapGet("/api/tta/v1/traces/{traceId}", context => UiAnswer.RunAsync(context, TraceAsync));
        routes.MapGet("/api/tta/v1/traces/{traceId}.json", context => UiAnswer.RunAsync(context, ExportAsync));
    }

    private async Task TraceAsync(HttpContext context, RequestParameters parameters)
    {
        if (await ReadTraceAsync(context) is { } trace)
        {
            await JsonAnswer.WriteAsync(context, 200, writer => SharedTraceJson.Write(writer, TraceAdjuster.Adjust(trace)));
        }
    }

    // A file that POST /v1/traces of the OTLP port takes in again.
    private async Task ExportAsync(HttpContext context, RequestParameters parameters)
    {
        if (await ReadTraceAsync(context) is { } trace)
        {
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"trace-{trace.TraceId}.json\"";
            await JsonAnswer.WriteAsync(context, 200, writer => OtlpJson.WriteTrace(writer, trace));
        }
    }

    // Null when the answer says already that there is no such trace.
    private async Task<Trace?> ReadTraceAsync(HttpContext context)
    {
        string text = (string)context.Request.RouteValues["traceId"]!;
        if (!TraceId.TryParse(text, out TraceId id) || !id.IsValid)
        {
            throw new ParameterException($"\"{text}\" is no trace id: expected 1 to 32 hex digits, not all zero");
        }

        Trace? trace = await source.GetTraceAsync(id, context.RequestAborted);
        if (trace is null)
        {
            await UiAnswer.WriteErrorAsync(context, 404, $"trace {id} is not stored");
        }

        return trace;
    }

    private async Task FindAsync(HttpContext context, RequestParameters parameters)
    {
        UiWindow window = UiWindow.Read(parameters, time);
        int limit = UiWindow.ReadLimit(parameters, DefaultLimit, limits.MaxTraces);
        var search = new TraceSearch
        {
            ServiceName = parameters["service"] is { Length: > 0 } service ? service : null,
            OperationName = parameters["operation"] is { Length: > 0 } operation ? operation : null,
            StartMinNs = window.StartNs,
            StartMaxNs = window.EndNs,
            DurationMinNs = UiWindow.ReadDurationNs(parameters, "minDurationMs"),
            DurationMaxNs = UiWindow.ReadDurationNs(parameters, "maxDurationMs"),
            Tags = ReadTags(parameters),
            ErrorsOnly = parameters["errorsOnly"] == "true",
            Limit = limit,
        };
        Answer<IReadOnlyList<Trace>> found = await source.FindTracesAsync(search, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("traces"u8);
            foreach (Trace trace in found.Value)
            {
                UiJson.WriteSummary(writer, TraceSummary.Of(trace));
            }

            writer.WriteEndArray();
            writer.WriteBoolean("truncated"u8, found.Truncated);
            writer.WriteEndObject();
        });
    }

    private static List<TagCondition> ReadTags(RequestParameters parameters)
    {
        var tags = new List<TagCondition>();
        foreach (string tag in parameters.All("tags"))
        {
            int equals = tag.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ParameterException($"tags: expected key=value, received \"{tag}\"");
            }

            tags.Add(new TagCondition(tag[..equals].Trim(), AnyValue.From(tag[(equals + 1)..].Trim()), AnyType: true));
        }

        foreach (string key in (ReadOnlySpan<string>)["workspace", "persona"])
        {
            if (parameters[key] is { Length: > 0 } value)
            {
                tags.Add(new TagCondition(key, AnyValue.From(value), AnyType: true));
            }
        }

        return tags;
    }
}
