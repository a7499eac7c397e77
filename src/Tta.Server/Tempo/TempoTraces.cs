using Tta.Model;
using Tta.Server.Http;
using Tta.Wire.Otlp;
using Tta.Wire.Protobuf;

namespace Tta.Server.Tempo;

/// <summary>Traces by id, in the first form (the trace alone) and the second (with its status).</summary>
internal sealed class TempoTraces(ITraceSource source)
{
    private const ulong Partial = 1;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/traces/{traceId}", context => TempoAnswer.RunAsync(context, FirstAsync));
        routes.MapGet("/api/v2/traces/{traceId}", context => TempoAnswer.RunAsync(context, SecondAsync));
    }

    private async Task FirstAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } trace)
        {
            return;
        }

        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            OtlpProtobuf.WriteResourceSpans(arena, trace.Spans);
            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            OtlpJson.WriteResourceSpans(writer, trace.Spans, "batches", OtlpJsonStyle.Protobuf);
            writer.WriteEndObject();
        });
    }

    private async Task SecondAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } trace)
        {
            return;
        }

        string message = string.Join("; ", trace.Warnings);
        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            var writer = new ProtoWriter(arena);
            int start = writer.Begin(1);
            OtlpProtobuf.WriteResourceSpans(arena, trace.Spans);
            writer.End(start);
            writer.End(writer.Begin(2));
            if (message.Length > 0)
            {
                writer.Varint(3, Partial);
                writer.Text(4, message);
            }

            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("trace"u8);
            OtlpJson.WriteResourceSpans(writer, trace.Spans, style: OtlpJsonStyle.Protobuf);
            writer.WriteEndObject();
            writer.WriteStartObject("metrics"u8);
            writer.WriteEndObject();
            writer.WriteString("status"u8, message.Length == 0 ? "COMPLETE"u8 : "PARTIAL"u8);
            if (message.Length > 0)
            {
                writer.WriteString("message"u8, message);
            }

            writer.WriteEndObject();
        });
    }

    private async ValueTask<Trace?> ReadAsync(HttpContext context)
    {
        string text = (string)context.Request.RouteValues["traceId"]!;
        if (!TraceId.TryParse(text, out TraceId id))
        {
            throw new ParameterException($"trace IDs can only contain hex characters, at most 32 of them: \"{text}\"");
        }

        // The range only helps Tempo to skip blocks; the index by id needs no help, so it is checked and not used.
        TempoParameters.ReadSearchRange(await RequestParameters.ReadAsync(context));
        Trace? trace = id.IsValid ? await source.GetTraceAsync(id, context.RequestAborted) : null;
        if (trace is null)
        {
            await TempoAnswer.WriteTextAsync(context, 404, $"trace {text} not found\n");
        }

        return trace;
    }
}
