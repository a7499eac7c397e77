// Spec: docs/formats/traces-block.md, section "Schema".
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// The columns of a block and the templates of its messages. A template names the columns that a message takes its values from, in the
/// order of its fields. Immutable.
/// </summary>
internal sealed class SpanSchema
{
    private SpanSchema(SpanColumn[] columns, int[][] templates)
    {
        Columns = columns;
        Templates = templates;
    }

    public SpanColumn[] Columns { get; }

    public int[][] Templates { get; }

    public static void Write(ByteWriter into, IReadOnlyList<SpanColumn> columns, IReadOnlyList<int[]> templates)
    {
        into.WriteVarint((uint)columns.Count);
        for (int i = 0; i < columns.Count; i++)
        {
            into.WriteByte((byte)columns[i].Place);
            into.WriteByte((byte)columns[i].Role);
            into.WriteVarint(columns[i].Tag);
            into.WriteBlock(columns[i].Key.Span);
        }

        into.WriteVarint((uint)templates.Count);
        for (int i = 0; i < templates.Count; i++)
        {
            into.WriteVarint((uint)templates[i].Length);
            foreach (int column in templates[i])
            {
                into.WriteVarint((uint)column);
            }
        }
    }

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public static SpanSchema Read(byte[] section)
    {
        var reader = new SectionReader(section);
        var columns = new SpanColumn[reader.Count(minItemBytes: 4)];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new SpanColumn(
                (SpanPlace)reader.Byte(), (ColumnRole)reader.Byte(), (uint)reader.Number(), section.AsMemory(reader.Block()));
        }

        int[][] templates = new int[reader.Count(minItemBytes: 1)][];
        for (int i = 0; i < templates.Length; i++)
        {
            templates[i] = new int[reader.Count(minItemBytes: 1)];
            for (int j = 0; j < templates[i].Length; j++)
            {
                templates[i][j] = reader.Index(columns.Length);
            }
        }

        return new SpanSchema(columns, templates);
    }
}
