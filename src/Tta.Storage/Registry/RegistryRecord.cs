// Spec: docs/formats/registry.md.
using System.Text;
using Tta.Storage.Wal;

namespace Tta.Storage.Registry;

/// <summary>Reads the changes of one record.</summary>
internal static class RegistryRecord
{
    public const byte RecordType = 1;

    /// <exception cref="InvalidDataException">The record makes no sense.</exception>
    public static void Read(in WalRecord record, Func<RegistryKind, IRegistryTable?> tableOf)
    {
        if (record.Type != RecordType)
        {
            throw new InvalidDataException($"unknown record type {record.Type}");
        }

        ReadOnlySpan<byte> payload = record.Payload;
        int position = 0;
        while (position < payload.Length)
        {
            if (payload.Length - position < 2)
            {
                throw new InvalidDataException("a change ends too early");
            }

            var kind = (RegistryKind)payload[position];
            byte operation = payload[position + 1];
            position += 2;
            IRegistryTable table = tableOf(kind) ?? throw new InvalidDataException($"unknown kind of thing {(byte)kind}");
            string key = Encoding.UTF8.GetString(Block(payload, ref position));
            switch (operation)
            {
                case RegistryChanges.Put:
                    table.Read(key, Block(payload, ref position));
                    break;
                case RegistryChanges.Delete:
                    table.Remove(key);
                    break;
                default:
                    throw new InvalidDataException($"unknown operation {operation}");
            }
        }
    }

    private static ReadOnlySpan<byte> Block(ReadOnlySpan<byte> payload, ref int position)
    {
        if (!Varint.TryRead(payload, ref position, out ulong length) || length > (ulong)(payload.Length - position))
        {
            throw new InvalidDataException("a change ends too early");
        }

        ReadOnlySpan<byte> block = payload.Slice(position, (int)length);
        position += (int)length;
        return block;
    }
}
