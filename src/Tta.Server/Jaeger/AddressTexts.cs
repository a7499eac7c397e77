// Spec: Jaeger jaegerquery/internal/adjuster, IP attributes: older clients send an IPv4 address as the number that its four bytes are.
using System.Buffers.Binary;
using System.Net;
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>Writes addresses that are numbers as texts, <c>10.0.0.1</c>.</summary>
internal static class AddressTexts
{
    /// <summary>The same list when there is none.</summary>
    public static IReadOnlyList<Span> Adjust(IReadOnlyList<Span> spans) =>
        spans.Any(static span => span.Attributes.Any(IsNumber) || span.Resource.Attributes.Any(IsNumber)) ? [.. spans.Select(Adjust)] : spans;

    private static Span Adjust(Span span) => SpanCopy.With(
        span,
        attributes: WithTexts(span.Attributes),
        resource: span.Resource.Attributes.Any(IsNumber) ? span.Resource with { Attributes = WithTexts(span.Resource.Attributes) } : null);

    private static KeyValue[] WithTexts(IReadOnlyList<KeyValue> attributes) =>
        [.. attributes.Select(static attribute => IsNumber(attribute) ? new KeyValue(attribute.Key, AnyValue.From(TextOf(attribute.Value))) : attribute)];

    private static bool IsNumber(KeyValue attribute) =>
        attribute.Key is "ip" or "peer.ipv4" && attribute.Value.Kind is AnyValueKind.Int or AnyValueKind.Double;

    private static string TextOf(in AnyValue value)
    {
        uint number = value.Kind == AnyValueKind.Int ? (uint)value.IntValue : (uint)value.DoubleValue;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes).ToString();
    }
}
