using System.Buffers;
using Tta.Model;
using Tta.Query;
using Tta.Server.Http;
using Tta.Server.Ingest;
using Tta.Wire;
using Tta.Wire.Compression;

namespace Tta.Server.Grpc;

/// <summary>A call that asks with one message and is answered by any number of them.</summary>
internal sealed class GrpcCall
{
    private readonly HttpContext _context;
    private readonly ByteArena _arena = new();

    private GrpcCall(HttpContext context, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _context = context;
        Message = message;
        CancellationToken = cancellationToken;
    }

    /// <summary>What was asked; valid until the call ends.</summary>
    public ReadOnlyMemory<byte> Message { get; }

    /// <summary>Cancelled when the caller goes away or its deadline passes.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Answers a call; what the handler throws for the caller's sake becomes the status.</summary>
    public static async Task RunAsync(HttpContext context, Limits limits, TimeProvider time, Func<GrpcCall, Task> handle)
    {
        if (!IsOne(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using CancellationTokenSource? deadline = DeadlineOf(context.Request, time);
        using CancellationTokenSource? both = deadline is null
            ? null : CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            await AnswerAsync(context, limits, handle, both?.Token ?? context.RequestAborted);
        }
        catch (OperationCanceledException) when (deadline?.IsCancellationRequested == true)
        {
            await GrpcAnswer.FailAsync(context, GrpcStatus.DeadlineExceeded, "the deadline of the call passed before it was answered");
        }
        catch (Exception e) when (StatusOf(e) is { } status)
        {
            await GrpcAnswer.FailAsync(context, status, e.Message);
        }
    }

    /// <summary>True for a request that speaks gRPC.</summary>
    public static bool IsOne(HttpRequest request) => request.ContentType?.StartsWith(GrpcAnswer.ContentType, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Fires when the caller stops waiting; null when it waits as long as it takes.</summary>
    public static CancellationTokenSource? DeadlineOf(HttpRequest request, TimeProvider time) =>
        request.Headers["grpc-timeout"].ToString() is { Length: > 0 } text && GrpcFrame.TryParseTimeout(text, out TimeSpan timeout)
            && timeout < TimeSpan.FromDays(1)
            ? new CancellationTokenSource(timeout, time)
            : null;

    /// <summary>Sends one message.</summary>
    public Task SendAsync(Action<ByteArena> write)
    {
        _arena.Clear();
        write(_arena);
        return GrpcAnswer.SendAsync(_context, _arena, CancellationToken);
    }

    private static async Task AnswerAsync(HttpContext context, Limits limits, Func<GrpcCall, Task> handle, CancellationToken cancellationToken)
    {
        using RequestBody body = await RequestBody.ReadAsync(context, limits.MaxRequestBytes + GrpcFrame.PrefixBytes, cancellationToken);
        switch (body.Problem)
        {
            case BodyProblem.TooLarge:
                throw new GrpcException(GrpcStatus.ResourceExhausted, $"the message is larger than {limits.MaxRequestBytes} bytes (limits.max_request_bytes)");
            case BodyProblem.NoRoom:
                throw new GrpcException(GrpcStatus.Unavailable, body.NoRoom);
        }

        if (GrpcFrame.TryRead(body.Memory.Span, out bool isCompressed) is { } problem)
        {
            throw new GrpcException(GrpcStatus.InvalidArgument, problem);
        }

        body.Skip(GrpcFrame.PrefixBytes);
        using PooledBytes? opened = isCompressed ? Decompress(context.Request, body.Memory, limits) : null;
        await handle(new GrpcCall(context, opened?.Memory ?? body.Memory, cancellationToken));
        await GrpcAnswer.SucceedAsync(context, cancellationToken);
    }

    private static PooledBytes Decompress(HttpRequest request, ReadOnlyMemory<byte> message, Limits limits)
    {
        string encoding = request.Headers["grpc-encoding"].ToString();
        if (encoding is "" or "identity")
        {
            throw new GrpcException(GrpcStatus.InvalidArgument, "the gRPC message is marked as compressed but grpc-encoding names no compression");
        }

        return ContentDecoder.TryDecompress(encoding, new ReadOnlySequence<byte>(message), limits, out PooledBytes? opened, out WireError error)
            ? opened
            : throw new GrpcException(error.Reason == RejectReason.Unsupported ? GrpcStatus.Unimplemented : GrpcStatus.InvalidArgument, error.Message);
    }

    private static GrpcStatus? StatusOf(Exception e) => e switch
    {
        GrpcException call => call.Status,
        ParameterException => GrpcStatus.InvalidArgument,
        LimitExceededException => GrpcStatus.ResourceExhausted,
        QueryTimeoutException => GrpcStatus.DeadlineExceeded,
        StoreUnavailableException => GrpcStatus.Unavailable,
        IOException => GrpcStatus.Internal,
        _ => null,
    };
}
