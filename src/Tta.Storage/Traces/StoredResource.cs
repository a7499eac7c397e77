using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>A resource as stored, decoded the first time a query needs it. Thread-safe: decoding twice gives equal objects.</summary>
internal sealed class StoredResource(ReadOnlyMemory<byte> message, string schemaUrl)
{
    private Resource? _resource;

    /// <summary>The OTLP message.</summary>
    public ReadOnlyMemory<byte> Message => message;

    public string SchemaUrl => schemaUrl;

    public Resource Resource => _resource ??= SpanDecoder.DecodeResource(message.Span, schemaUrl);
}
