// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto, resource/v1/resource.proto, common/v1/common.proto.
namespace Tta.Server.Redaction;

/// <summary>What stands in a length-delimited field of a message.</summary>
internal enum OtlpField
{
    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>An id.</summary>
    Id,

    /// <summary>A text, or bytes that may be one.</summary>
    Text,
    Resource,
    Scope,
    Span,
    Event,
    Link,
    Status,
    KeyValue,
    AnyValue,
    ArrayValue,
    KeyValueList,
}
