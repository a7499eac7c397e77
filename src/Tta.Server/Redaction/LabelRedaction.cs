using System.Text;
using Tta.Model;
using Tta.Observability;
using Tta.Wire.Langfuse;

namespace Tta.Server.Redaction;

/// <summary>Hides what must not be kept in labels, log lines and descriptions. Thread-safe; what has nothing to hide stays untouched.</summary>
internal sealed class LabelRedaction(IntakeRedactor redactor)
{
    private const string NotKept = "[content not kept]";

    // Kubernetes calls by it which secret is meant, not what it is.
    private const string ResourceName = "secret";

    public void Apply(MetricBatch batch)
    {
        ByteArena arena = batch.Arena;
        foreach (ref MetricBatch.SeriesRow row in batch.Series.Rows)
        {
            row = row with { Labels = Labels(arena, row.Labels) };
        }

        foreach (ref MetricBatch.ExemplarRow row in batch.Exemplars.Rows)
        {
            row = row with { Labels = Labels(arena, row.Labels) };
        }

        foreach (ref MetricBatch.MetadataRow row in batch.Metadata.Rows)
        {
            row = row with { Name = Text(arena, row.Name), Help = Text(arena, row.Help), Unit = Text(arena, row.Unit) };
        }
    }

    public void Apply(LogBatch batch)
    {
        ByteArena arena = batch.Arena;
        foreach (ref LogBatch.StreamRow row in batch.Streams.Rows)
        {
            row = new LogBatch.StreamRow(Labels(arena, row.Labels));
        }

        foreach (ref LogBatch.EntryRow row in batch.Entries.Rows)
        {
            ByteSlice line = !redactor.KeepsContent && IsModelEvent(arena.Get(row.Metadata)) ? arena.Add(NotKept) : Text(arena, row.Line);
            row = row with { Line = line, Metadata = Labels(arena, row.Metadata) };
        }
    }

    // The events of the GenAI conventions carry messages as their bodies.
    private static bool IsModelEvent(ReadOnlySpan<byte> metadata) =>
        (EncodedLabels.TryGet(metadata, "event_name"u8, out ReadOnlySpan<byte> name) || EncodedLabels.TryGet(metadata, "event.name"u8, out name))
        && name.StartsWith("gen_ai."u8);

    private ByteSlice Text(ByteArena arena, ByteSlice text) => redactor.Hide(arena.Get(text)) is { } hidden ? arena.Add(hidden) : text;

    private ByteSlice Labels(ByteArena arena, ByteSlice labels)
    {
        if (!redactor.MayHoldInLabels(arena.Get(labels)))
        {
            return labels;
        }

        // The arena grows while the labels are read.
        ReadOnlySpan<byte> source = arena.Get(labels).ToArray();
        int start = arena.Length;
        bool isChanged = false;
        while (EncodedLabels.TryRead(ref source, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            string key = Encoding.UTF8.GetString(name);
            if (!redactor.KeepsContent && ModelContent.Is(key))
            {
                isChanged = true;
                continue;
            }

            string? hidden = !value.IsEmpty && key != ResourceName && redactor.IsSecret(key) ? SecretPatterns.Replacement : redactor.Hide(value);
            isChanged |= hidden is not null;
            EncodedLabels.WriteLabel(arena, name, hidden is null ? value : Encoding.UTF8.GetBytes(hidden));
        }

        if (isChanged)
        {
            return new ByteSlice(start, arena.Length - start);
        }

        arena.TruncateTo(start);
        return labels;
    }
}
