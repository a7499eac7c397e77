// Spec: docs/formats/traces-block.md, section "Scopes".
using System.Text;
using Tta.Storage.Blocks;
using Tta.Storage.LabelSets;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>Numbers the scopes, and with them the resources, of the block under construction; equal ones once.</summary>
internal sealed class ScopeTable
{
    private readonly Dictionary<StoredScope, int> _known = [];
    private readonly ByteKeyTable _scopes = new();
    private readonly ByteKeyTable _resources = new();
    private readonly ByteWriter _key = new(1024);

    public int NumberOf(StoredScope scope)
    {
        if (_known.TryGetValue(scope, out int number))
        {
            return number;
        }

        _key.Reset(0, 1 << 16);
        WriteMessage(scope.StoredResource.Message.Span, scope.StoredResource.SchemaUrl);
        int resource = _resources.GetOrAdd(_key.Written, out _);
        _key.Reset(0, 1 << 16);
        _key.WriteVarint((uint)resource);
        WriteMessage(scope.Message.Span, scope.SchemaUrl);
        number = _scopes.GetOrAdd(_key.Written, out _);
        _known.Add(scope, number);
        return number;
    }

    public void WriteTo(ByteWriter into)
    {
        into.WriteVarint((uint)_resources.Count);
        for (int i = 0; i < _resources.Count; i++)
        {
            into.WriteRaw(_resources[i].Span);
        }

        into.WriteVarint((uint)_scopes.Count);
        for (int i = 0; i < _scopes.Count; i++)
        {
            into.WriteRaw(_scopes[i].Span);
        }
    }

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public static StoredScope[] Read(byte[] section)
    {
        var reader = new SectionReader(section);
        var resources = new StoredResource[reader.Count(minItemBytes: 2)];
        for (int i = 0; i < resources.Length; i++)
        {
            resources[i] = new StoredResource(section.AsMemory(reader.Block()), Encoding.UTF8.GetString(section.AsSpan(reader.Block())));
        }

        var scopes = new StoredScope[reader.Count(minItemBytes: 3)];
        for (int i = 0; i < scopes.Length; i++)
        {
            scopes[i] = new StoredScope(
                resources[reader.Index(resources.Length)], section.AsMemory(reader.Block()), Encoding.UTF8.GetString(section.AsSpan(reader.Block())));
        }

        return scopes;
    }

    private void WriteMessage(ReadOnlySpan<byte> message, string schemaUrl)
    {
        _key.WriteBlock(message);
        int size = Encoding.UTF8.GetByteCount(schemaUrl);
        _key.WriteVarint((uint)size);
        _key.Advance(Encoding.UTF8.GetBytes(schemaUrl, _key.Reserve(size)));
    }
}
