// Spec: gRPC status codes, https://grpc.github.io/grpc/core/md_doc_statuscodes.html.
namespace Tta.Server.Grpc;

/// <summary>The status codes that are answered here.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
}
