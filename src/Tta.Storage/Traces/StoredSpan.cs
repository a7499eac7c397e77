using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>What is needed to decode a span without the lock.</summary>
internal readonly record struct StoredSpan(ReadOnlyMemory<byte> Message, StoredScope Scope)
{
    public Span Decode() => SpanDecoder.Decode(Message.Span, Scope.Resource, Scope.Scope);
}
