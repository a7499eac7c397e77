// Spec: OTLP 1.11, "OTLP/HTTP". Differences: none; profiles are not wired and answer 404.
using System.Buffers;
using System.Globalization;
using Tta.Server.Grpc;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Wire.Otlp;

namespace Tta.Server.Otlp;

/// <summary>OTLP over HTTP, protobuf and JSON.</summary>
internal sealed class OtlpHttpApi(IOtlpReceiver ingest) : Api
{
    public override string Name => "otlp-http";

    public override int DefaultPort => 4318;

    public override string? UiPrefix => "/otlp";

    public override bool AllowsLocalOrigins => true;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/traces", context => ReceiveAsync(context, OtlpSignal.Traces, ingest));
        routes.MapPost("/v1/metrics", context => ReceiveAsync(context, OtlpSignal.Metrics, ingest));
        routes.MapPost("/v1/logs", context => ReceiveAsync(context, OtlpSignal.Logs, ingest));
    }

    /// <summary>Receives one Export and answers it in its own encoding; what is refused as a whole may be answered in the form of another API.</summary>
    public static async Task ReceiveAsync(
        HttpContext context, OtlpSignal signal, IOtlpReceiver receiver, Func<HttpContext, OtlpRequest, IngestResult, Task>? refuse = null)
    {
        HttpRequest request = context.Request;
        if (EncodingOf(request.ContentType) is not { } isJson)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(
                "Content-Type must be application/x-protobuf or application/json\n", context.RequestAborted);
            return;
        }

        string protocol = isJson ? "otlp_http_json" : "otlp_http";
        var description = new OtlpRequest(signal, isJson, protocol, request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant());
        IngestResult result;
        using (RequestBody body = await RequestBody.ReadAsync(context, receiver.Intake.Limits.MaxRequestBytes, context.RequestAborted))
        {
            result = await receiver.ExportAsync(description, body, context.RequestAborted);
        }

        bool isRefused = result.Status != IngestStatus.Ok && refuse is not null;
        await (isRefused ? refuse!(context, description, result) : AnswerAsync(context, description, result));
    }

    /// <summary>True for JSON, false for protobuf, null for anything else.</summary>
    private static bool? EncodingOf(string? contentType)
    {
        ReadOnlySpan<char> type = contentType;
        int semicolon = type.IndexOf(';');
        type = (semicolon < 0 ? type : type[..semicolon]).Trim();
        return type.Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase) ? false
            : type.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? true
            : null;
    }

    private static async Task AnswerAsync(HttpContext context, OtlpRequest request, IngestResult result)
    {
        HttpResponse response = context.Response;
        response.StatusCode = result.Status switch
        {
            IngestStatus.Ok => StatusCodes.Status200OK,
            IngestStatus.TooLarge => StatusCodes.Status413PayloadTooLarge,
            IngestStatus.UnsupportedEncoding => StatusCodes.Status415UnsupportedMediaType,
            IngestStatus.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };
        response.ContentType = request.IsJson ? "application/json" : "application/x-protobuf";
        if (result.Status == IngestStatus.Unavailable)
        {
            response.Headers.RetryAfter = ((int)IngestResult.RetryDelay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var body = new ArrayBufferWriter<byte>(64);
        Write(body, request, result);
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static void Write(IBufferWriter<byte> body, OtlpRequest request, in IngestResult result)
    {
        if (result.Status == IngestStatus.Ok)
        {
            if (request.IsJson)
            {
                OtlpResponse.WriteJson(body, request.Signal, result.RejectedCount, result.Message);
            }
            else
            {
                OtlpResponse.WriteProtobuf(body, result.RejectedCount, result.Message);
            }

            return;
        }

        GrpcStatus code = result.Status switch
        {
            IngestStatus.TooLarge => GrpcStatus.ResourceExhausted,
            IngestStatus.Unavailable => GrpcStatus.Unavailable,
            IngestStatus.UnsupportedEncoding => GrpcStatus.Unimplemented,
            _ => GrpcStatus.InvalidArgument,
        };
        TimeSpan? retry = result.Status == IngestStatus.Unavailable ? IngestResult.RetryDelay : null;
        if (request.IsJson)
        {
            RpcStatus.WriteJson(body, (int)code, result.Message!, retry);
        }
        else
        {
            RpcStatus.WriteProtobuf(body, (int)code, result.Message!, retry);
        }
    }
}
