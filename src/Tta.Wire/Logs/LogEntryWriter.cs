// Spec: Loki's limits and detected_level, as LogLimits and LevelDetector tell them.
using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Wire.Logs;

/// <summary>Writes streams and entries the same way for every log format. Reused; not thread-safe.</summary>
internal sealed class LogEntryWriter
{
    private const int TopLayer = 100;

    /// <summary>Labels of the current stream.</summary>
    public LabelCollector Stream { get; } = new();

    /// <summary>Structured metadata of the current entry.</summary>
    public LabelCollector Metadata { get; } = new();

    /// <summary>Gives the stream a service name and adds it to the batch.</summary>
    public int AddStream(LogBatch into)
    {
        if (!Stream.TryGet("service_name"u8, out _))
        {
            Stream.Add("service_name"u8, ServiceName(), layer: 0);
        }

        return into.Streams.Add(new LogBatch.StreamRow(Stream.WriteTo(into.Arena)));
    }

    /// <summary>
    /// Adds an entry whose line is the end of the arena of the batch, or takes the line away again and counts a rejection.
    /// </summary>
    public void AddEntry(LogBatch into, int stream, long timeNs, ByteSlice line, long severityNumber, Limits limits, int offset, ref Rejections rejections)
    {
        if (line.Length > limits.MaxLogLineBytes)
        {
            into.Arena.TruncateTo(line.Offset);
            rejections.Add(RejectReason.TooLarge, offset, rejections.Count > 0 ? "" : LogLimits.LineTooLong(line.Length, limits));
            return;
        }

        Metadata.Add("detected_level"u8, Level(severityNumber, into.Arena.Get(line)), TopLayer);
        ByteSlice metadata = Metadata.WriteTo(into.Arena);
        int labels = LogLimits.CountLabels(into.Arena.Get(metadata));
        if (labels > limits.MaxLogMetadataLabels)
        {
            into.Arena.TruncateTo(line.Offset);
            rejections.Add(RejectReason.LabelLimit, offset, rejections.Count > 0 ? "" : LogLimits.TooManyLabels(labels, limits));
            return;
        }

        into.Entries.Add(new LogBatch.EntryRow(stream, timeNs, line, metadata));
    }

    private ReadOnlySpan<byte> ServiceName()
    {
        foreach (byte[] name in LogLimits.ServiceNames)
        {
            if (Metadata.TryGet(name, out ReadOnlySpan<byte> value) || Stream.TryGet(name, out value))
            {
                return value;
            }
        }

        return "unknown_service"u8;
    }

    private ReadOnlySpan<byte> Level(long severityNumber, ReadOnlySpan<byte> line) =>
        Metadata.TryGet("detected_level"u8, out ReadOnlySpan<byte> level)
        || LogLimits.TryFindLevel(Stream, out level)
        || LogLimits.TryFindLevel(Metadata, out level)
        || LevelDetector.TryFromSeverityNumber(severityNumber, out level)
            ? level
            : LevelDetector.FromLine(line);
}
