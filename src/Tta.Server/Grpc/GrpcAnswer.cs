// Spec: gRPC over HTTP/2, https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md (Responses, Trailers-Only).
using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Tta.Model;
using Tta.Wire.Otlp;

namespace Tta.Server.Grpc;

/// <summary>Answers of gRPC: messages one after the other, then a status.</summary>
internal static class GrpcAnswer
{
    public const string ContentType = "application/grpc";

    private const string StatusName = "grpc-status";

    /// <summary>Sends one message and waits until the connection took it.</summary>
    public static async Task SendAsync(HttpContext context, ByteArena message, CancellationToken cancellationToken)
    {
        await StartAsync(context, cancellationToken);
        PipeWriter writer = context.Response.BodyWriter;
        GrpcFrame.WritePrefix(writer.GetSpan(GrpcFrame.PrefixBytes), message.Length);
        writer.Advance(GrpcFrame.PrefixBytes);
        writer.Write(message.Written);
        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>Ends a call that went well, with or without messages.</summary>
    public static async Task SucceedAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await StartAsync(context, cancellationToken);
        context.Response.AppendTrailer(StatusName, "0");
    }

    /// <summary>Ends a call that failed. Before the first message the status goes into the header block that ends the stream.</summary>
    public static Task FailAsync(HttpContext context, GrpcStatus status, string message, TimeSpan? retryDelay = null)
    {
        string number = ((int)status).ToString(CultureInfo.InvariantCulture);
        string text = GrpcFrame.EncodeMessage(message);
        if (context.Response.HasStarted)
        {
            context.Response.AppendTrailer(StatusName, number);
            context.Response.AppendTrailer("grpc-message", text);
            return Task.CompletedTask;
        }

        var details = new ArrayBufferWriter<byte>(128);
        RpcStatus.WriteProtobuf(details, (int)status, message, retryDelay);
        SetHeaders(context.Response);
        IHeaderDictionary headers = context.Response.Headers;
        headers[StatusName] = number;
        headers["grpc-message"] = text;
        headers["grpc-status-details-bin"] = Convert.ToBase64String(details.WrittenSpan).TrimEnd('=');
        return Task.CompletedTask;
    }

    public static void SetHeaders(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.Headers["grpc-accept-encoding"] = "identity,gzip,deflate";
    }

    private static Task StartAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        SetHeaders(context.Response);
        return context.Response.StartAsync(cancellationToken);
    }
}
