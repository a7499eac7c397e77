// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto, message Span. Differences: only the kind is read.
using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>
/// What tells a span from the others of its trace, and the same when it is sent again: its id and its side, because Zipkin-style senders give
/// the client's and the server's span of a call one id.
/// </summary>
internal readonly record struct SpanKey(ulong Id, bool IsServer)
{
    public static SpanKey Of(ulong id, SpanKind kind) => new(id, kind == SpanKind.Server);

    /// <summary>The key of a span whose kind only its message tells.</summary>
    public static SpanKey Of(ulong id, ReadOnlySpan<byte> message)
    {
        ulong kind = 0;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field != 6 || type != ProtoWireType.Varint || !reader.TryReadVarint(out kind))
            {
                reader.TrySkip(type);
            }
        }

        return Of(id, (SpanKind)kind);
    }
}
