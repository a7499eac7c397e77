// Spec: jaeger-idl, api_v2/query.proto and api_v3/query_service.proto: the questions of both have the same fields.
using Tta.Model;
using Tta.Server.Grpc;

namespace Tta.Server.Jaeger;

/// <summary>Questions of the gRPC services.</summary>
internal static class JaegerGrpcQuery
{
    private const int DefaultDepth = 100;

    /// <summary>Which trace; version 2 writes its id as 16 bytes, version 3 as hex.</summary>
    /// <exception cref="GrpcException">Not a trace id.</exception>
    public static (TraceId Id, bool Raw) ReadTrace(ReadOnlyMemory<byte> message, bool idIsText)
    {
        GrpcMessage request = GrpcMessage.Read(message);
        ReadOnlySpan<byte> bytes = request.Bytes(1).Span;
        TraceId id = default;
        bool isId = idIsText ? JaegerSearch.TryReadTraceId(request.Text(1), out id) : bytes.Length == TraceId.SizeBytes;
        if (isId && !idIsText)
        {
            id = TraceId.FromBytes(bytes);
        }

        return id.IsValid ? (id, request.Flag(4))
            : throw new GrpcException(
                GrpcStatus.InvalidArgument,
                idIsText ? $"malformed trace ID \"{request.Text(1)}\": expected 1 to 32 hex digits, not all zero" : "uninitialized TraceID is not allowed");
    }

    /// <summary>What to search for.</summary>
    /// <exception cref="GrpcException">Not a search.</exception>
    public static (TraceSearch Search, bool Raw) ReadSearch(ReadOnlyMemory<byte> message, bool needsRange, Limits limits)
    {
        const int Filter = 10;
        GrpcMessage query = GrpcMessage.Read(message).Message(1) ?? throw new GrpcException(GrpcStatus.InvalidArgument, "missing query");
        long? minNs = query.Nanoseconds(4);
        long? maxNs = query.Nanoseconds(5);
        if (needsRange && (minNs is null || maxNs is null))
        {
            throw new GrpcException(GrpcStatus.InvalidArgument, "start time min and max are required parameters");
        }

        if (query.Message(Filter) is not null)
        {
            throw new GrpcException(GrpcStatus.InvalidArgument, "structured filters are not served over gRPC; use attributes");
        }

        var search = new TraceSearch
        {
            ServiceName = NullIfEmpty(query.Text(1)),
            OperationName = NullIfEmpty(query.Text(2)),
            Tags = [.. query.Messages(3).Select(static pair => new TagCondition(pair.Text(1), AnyValue.From(pair.Text(2)), AnyType: true))],
            StartMinNs = minNs,
            StartMaxNs = maxNs,
            DurationMinNs = NullIfZero(query.Nanoseconds(6)),
            DurationMaxNs = NullIfZero(query.Nanoseconds(7)),
            Limit = Math.Min(query.Number(8) is > 0 and <= int.MaxValue and long depth ? (int)depth : DefaultDepth, limits.MaxTraces),
        };
        return (search, query.Flag(9));
    }

    /// <summary>Whose operations, of which kind.</summary>
    /// <exception cref="GrpcException">Not a kind.</exception>
    public static (string Service, SpanKind? Kind) ReadOperations(ReadOnlyMemory<byte> message)
    {
        GrpcMessage request = GrpcMessage.Read(message);
        string kind = request.Text(2);
        return kind.Length == 0 ? (request.Text(1), null)
            : JaegerSearch.TryReadKind(kind, out SpanKind read) ? (request.Text(1), read)
            : throw new GrpcException(GrpcStatus.InvalidArgument, $"unsupported span kind '{kind}' (server, client, producer, consumer, internal)");
    }

    /// <summary>A window of time, Unix nanoseconds.</summary>
    /// <exception cref="GrpcException">Not a window.</exception>
    public static (long StartNs, long EndNs) ReadWindow(ReadOnlyMemory<byte> message)
    {
        GrpcMessage request = GrpcMessage.Read(message);
        long startNs = request.Nanoseconds(1) ?? throw new GrpcException(GrpcStatus.InvalidArgument, "start_time is required");
        long endNs = request.Nanoseconds(2) ?? throw new GrpcException(GrpcStatus.InvalidArgument, "end_time is required");
        return endNs > startNs ? (startNs, endNs) : throw new GrpcException(GrpcStatus.InvalidArgument, "end_time must be after start_time");
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static long? NullIfZero(long? ns) => ns == 0 ? null : ns;
}
