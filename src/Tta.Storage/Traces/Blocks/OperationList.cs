// Spec: docs/formats/traces-block.md, section "Operations".
using System.Text;
using Tta.Model;
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>The services and operations of a block.</summary>
internal static class OperationList
{
    public static void Write(ByteWriter into, IReadOnlyCollection<StoredOperation> operations)
    {
        into.WriteVarint((uint)operations.Count);
        foreach (StoredOperation operation in operations)
        {
            into.WriteBlock(Encoding.UTF8.GetBytes(operation.Service));
            into.WriteBlock(Encoding.UTF8.GetBytes(operation.Name));
            into.WriteVarint((uint)operation.Kind);
        }
    }

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public static StoredOperation[] Read(byte[] section)
    {
        var reader = new SectionReader(section);
        var operations = new StoredOperation[reader.Count(minItemBytes: 3)];
        for (int i = 0; i < operations.Length; i++)
        {
            operations[i] = new StoredOperation(
                Encoding.UTF8.GetString(section.AsSpan(reader.Block())), Encoding.UTF8.GetString(section.AsSpan(reader.Block())),
                (SpanKind)reader.Index(int.MaxValue));
        }

        return operations;
    }
}
