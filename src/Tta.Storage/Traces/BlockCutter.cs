using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>Writes a part of the recent data, whose segment is full, as a block.</summary>
internal static class BlockCutter
{
    /// <exception cref="IOException">The disk is full or failing.</exception>
    /// <exception cref="OperationCanceledException">The store is being closed.</exception>
    public static void Write(TracePart part, SpanBlockWriter writer, CancellationToken cancellationToken)
    {
        SpanColumns columns = part.Columns;
        StoredScope[] scopes = part.CopyScopes();
        List<byte[]> plain = part.DecompressAll(); // Keeps all messages at hand while traces are taken out of their order of arrival.
        int[] rows = InOrder(columns);
        TraceId current = default;
        foreach (int row in rows)
        {
            if (columns.TraceIds[row] != current)
            {
                cancellationToken.ThrowIfCancellationRequested();
                current = columns.TraceIds[row];
                writer.BeginTrace(current);
            }

            writer.Add(
                new SpanId(columns.SpanIds[row]), columns.StartNs[row], columns.EndNs[row], scopes[columns.Scopes[row]],
                columns.Messages[row].Span);
        }

        GC.KeepAlive(plain);
    }

    /// <summary>Rows by first start of their trace, trace, start and span id.</summary>
    private static int[] InOrder(SpanColumns columns)
    {
        int[] rows = new int[columns.Count];
        long[] firstStarts = FirstStarts(columns);
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = row;
        }

        Array.Sort(rows, (a, b) =>
        {
            int order = firstStarts[a].CompareTo(firstStarts[b]);
            order = order != 0 ? order : columns.TraceIds[a].High.CompareTo(columns.TraceIds[b].High);
            order = order != 0 ? order : columns.TraceIds[a].Low.CompareTo(columns.TraceIds[b].Low);
            order = order != 0 ? order : columns.StartNs[a].CompareTo(columns.StartNs[b]);
            return order != 0 ? order : columns.SpanIds[a].CompareTo(columns.SpanIds[b]);
        });
        return rows;
    }

    /// <summary>For each row the earliest start of its trace, found along the chain from row to the row before.</summary>
    private static long[] FirstStarts(SpanColumns columns)
    {
        long[] starts = columns.StartNs.AsSpan(0, columns.Count).ToArray();
        for (int row = 0; row < starts.Length; row++)
        {
            if (columns.Previous[row] >= 0)
            {
                starts[row] = Math.Min(starts[row], starts[columns.Previous[row]]);
            }
        }

        for (int row = starts.Length - 1; row >= 0; row--)
        {
            if (columns.Previous[row] >= 0)
            {
                starts[columns.Previous[row]] = starts[row];
            }
        }

        return starts;
    }
}
