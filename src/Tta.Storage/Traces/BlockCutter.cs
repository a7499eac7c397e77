using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>Writes parts of the recent data, whose segments are full, as blocks. Used by one thread at a time.</summary>
internal sealed class BlockCutter
{
    private const int LargestKeptBytes = 16 << 20;

    private byte[] _plain = []; // All records of a part, because traces are taken out of their order of arrival.

    /// <exception cref="IOException">The disk is full or failing.</exception>
    /// <exception cref="OperationCanceledException">The store is being closed.</exception>
    public void Write(TracePart part, SpanBlockWriter writer, CancellationToken cancellationToken)
    {
        SpanColumns columns = part.Columns;
        StoredScope[] scopes = part.CopyScopes();
        Dictionary<StoredRecord, int> places = Decompress(columns);
        TraceId current = default;
        foreach (int row in InOrder(columns))
        {
            if (columns.TraceIds[row] != current)
            {
                cancellationToken.ThrowIfCancellationRequested();
                current = columns.TraceIds[row];
                writer.BeginTrace(current);
            }

            writer.Add(
                new SpanId(columns.SpanIds[row]), columns.StartNs[row], columns.EndNs[row], scopes[columns.Scopes[row]],
                _plain.AsSpan(places[columns.Records[row]] + columns.Offsets[row], columns.Lengths[row]));
        }
    }

    /// <summary>Gives memory back when there is little to do, or when it was unusually much.</summary>
    public void Rest(bool isIdle)
    {
        if (isIdle || _plain.Length > LargestKeptBytes)
        {
            _plain = [];
        }
    }

    /// <summary>Where the plain bytes of each record begin.</summary>
    private Dictionary<StoredRecord, int> Decompress(SpanColumns columns)
    {
        var places = new Dictionary<StoredRecord, int>(ReferenceEqualityComparer.Instance);
        int size = 0;
        for (int row = 0; row < columns.Count; row++)
        {
            if (places.TryAdd(columns.Records[row], size))
            {
                size = checked(size + columns.Records[row].PlainLength);
            }
        }

        if (_plain.Length < size)
        {
            _plain = GC.AllocateUninitializedArray<byte>(checked(size + (size / 8))); // The next part is about as large: no new array for it.
        }

        foreach ((StoredRecord record, int place) in places)
        {
            record.CopyTo(_plain.AsSpan(place, record.PlainLength));
        }

        return places;
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
