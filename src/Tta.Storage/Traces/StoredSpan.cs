using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>What is needed to decode a span without the lock.</summary>
internal readonly record struct StoredSpan(StoredRecord Record, int Offset, int Length, StoredScope Scope)
{
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public ReadOnlySpan<byte> Message => Record.Plain().Slice(Offset, Length);

    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public Span Decode() => SpanDecoder.Decode(Message, Scope.Resource, Scope.Scope);
}
