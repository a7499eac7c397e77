// Spec: OTLP 1.11, "OTLP/gRPC"; gRPC over HTTP/2. Differences: none for unary Export of the three services.
using System.Buffers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tta.Model;
using Tta.Server.Grpc;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Wire;
using Tta.Wire.Otlp;

namespace Tta.Server.Otlp;

/// <summary>OTLP over gRPC, framed by hand over HTTP/2 without TLS.</summary>
internal sealed class OtlpGrpcApi(IOtlpReceiver ingest, TimeProvider time) : Api
{
    private const string Protocol = "otlp_grpc";

    public override string Name => "otlp-grpc";

    public override int DefaultPort => 4317;

    public override string? UiPrefix => null;

    public override HttpProtocols Protocols => HttpProtocols.Http2;

    public override void Map(IEndpointRouteBuilder routes)
    {
        MapExport(routes, "trace.v1.TraceService", OtlpSignal.Traces);
        MapExport(routes, "metrics.v1.MetricsService", OtlpSignal.Metrics);
        MapExport(routes, "logs.v1.LogsService", OtlpSignal.Logs);
        routes.MapPost("/{service}/{method}", static context => GrpcAnswer.FailAsync(
            context, GrpcStatus.Unimplemented, $"{context.Request.Path} is not served here; OTLP Export of traces, metrics and logs is"));
    }

    private void MapExport(IEndpointRouteBuilder routes, string service, OtlpSignal signal) =>
        routes.MapPost($"/opentelemetry.proto.collector.{service}/Export", context => ExportAsync(context, signal));

    private async Task ExportAsync(HttpContext context, OtlpSignal signal)
    {
        HttpRequest request = context.Request;
        if (!GrpcCall.IsOne(request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using CancellationTokenSource? deadline = GrpcCall.DeadlineOf(request, time);
        using CancellationTokenSource? both = deadline is null
            ? null : CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        CancellationToken cancellationToken = both?.Token ?? context.RequestAborted;
        try
        {
            IngestResult result;
            using (RequestBody body = await RequestBody.ReadAsync(context, ingest.Intake.Limits.MaxRequestBytes + GrpcFrame.PrefixBytes, cancellationToken))
            {
                result = await ReceiveAsync(request, signal, body, cancellationToken);
            }

            await AnswerAsync(context, result);
        }
        catch (OperationCanceledException) when (deadline?.IsCancellationRequested == true)
        {
            await GrpcAnswer.FailAsync(context, GrpcStatus.DeadlineExceeded, "the deadline of the call passed before its data were stored");
        }
    }

    private async ValueTask<IngestResult> ReceiveAsync(
        HttpRequest request, OtlpSignal signal, RequestBody body, CancellationToken cancellationToken)
    {
        bool isCompressed = false;
        if (body.Problem == BodyProblem.None)
        {
            if (GrpcFrame.TryRead(body.Memory.Span, out isCompressed) is { } problem)
            {
                return Refuse(signal, problem);
            }

            body.Skip(GrpcFrame.PrefixBytes);
        }

        string encoding = isCompressed ? request.Headers["grpc-encoding"].ToString() : "";
        return isCompressed && encoding is "" or "identity"
            ? Refuse(signal, "the gRPC message is marked as compressed but grpc-encoding names no compression")
            : await ingest.ExportAsync(new OtlpRequest(signal, IsJson: false, Protocol, encoding), body, cancellationToken);
    }

    private IngestResult Refuse(OtlpSignal signal, string problem) =>
        ingest.Intake.Refuse(ingest.OriginOf(signal, Protocol), new WireError(RejectReason.Malformed, -1, problem));

    private static Task AnswerAsync(HttpContext context, in IngestResult result)
    {
        switch (result.Status)
        {
            case IngestStatus.Ok:
                return SucceedAsync(context, result);
            case IngestStatus.TooLarge:
                return GrpcAnswer.FailAsync(context, GrpcStatus.ResourceExhausted, result.Message!);
            case IngestStatus.UnsupportedEncoding:
                return GrpcAnswer.FailAsync(context, GrpcStatus.Unimplemented, result.Message!);
            case IngestStatus.Unavailable:
                return GrpcAnswer.FailAsync(context, GrpcStatus.Unavailable, result.Message!, IngestResult.RetryDelay);
            default:
                return GrpcAnswer.FailAsync(context, GrpcStatus.InvalidArgument, result.Message!);
        }
    }

    private static async Task SucceedAsync(HttpContext context, IngestResult result)
    {
        var message = new ArrayBufferWriter<byte>(64);
        GrpcFrame.WritePrefix(message.GetSpan(GrpcFrame.PrefixBytes), 0);
        message.Advance(GrpcFrame.PrefixBytes);
        OtlpResponse.WriteProtobuf(message, result.RejectedCount, result.Message);

        HttpResponse response = context.Response;
        GrpcAnswer.SetHeaders(response);
        Memory<byte> frame = response.BodyWriter.GetMemory(message.WrittenCount);
        message.WrittenSpan.CopyTo(frame.Span);
        GrpcFrame.WritePrefix(frame.Span, message.WrittenCount - GrpcFrame.PrefixBytes);
        response.BodyWriter.Advance(message.WrittenCount);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
        response.AppendTrailer("grpc-status", "0");
    }
}
