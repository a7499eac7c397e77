using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>A scope as stored, with its resource. Thread-safe like <see cref="StoredResource"/>.</summary>
internal sealed class StoredScope(StoredResource resource, ReadOnlyMemory<byte> message, string schemaUrl)
{
    private Scope? _scope;

    public StoredResource StoredResource => resource;

    /// <summary>The OTLP message.</summary>
    public ReadOnlyMemory<byte> Message => message;

    public string SchemaUrl => schemaUrl;

    public Resource Resource => resource.Resource;

    public Scope Scope => _scope ??= SpanDecoder.DecodeScope(message.Span, schemaUrl);
}
