using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Wire.Exposition;

/// <summary>Collects HELP, TYPE and UNIT lines by family. Reused; allocates nothing after warm-up. Not thread-safe.</summary>
public sealed class ExpositionMetadata
{
    private readonly ByteKeyTable _names = new();
    private readonly RowList<Row> _rows = new();
    private readonly ByteArena _text = new();

    /// <summary>Notes the current line of a reader; samples and comments are ignored.</summary>
    public void Add(in ExpositionReader reader)
    {
        if (reader.Entry is not (ExpositionEntry.Help or ExpositionEntry.Type or ExpositionEntry.Unit))
        {
            return;
        }

        int index = _names.GetOrAdd(reader.Name, out bool isNew);
        if (isNew)
        {
            _rows.Add(default);
        }

        ref Row row = ref _rows[index];
        row = reader.Entry switch
        {
            ExpositionEntry.Help => row with { Help = reader.AddHelp(_text) },
            ExpositionEntry.Type => row with { Type = reader.FamilyType },
            _ => row with { Unit = _text.Add(reader.Text) },
        };
    }

    /// <summary>Adds the families to a batch.</summary>
    public void WriteTo(MetricBatch batch)
    {
        for (int i = 0; i < _rows.Count; i++)
        {
            Row row = _rows[i];
            ByteSlice name = ExpositionText.AddUnescaped(batch.Arena, _names[i], quotes: true);
            batch.Metadata.Add(new MetricBatch.MetadataRow(name, row.Type, batch.Arena.Add(_text.Get(row.Help)), batch.Arena.Add(_text.Get(row.Unit))));
        }
    }

    /// <summary>Forgets all families.</summary>
    public void Clear()
    {
        _names.Clear();
        _rows.Clear();
        _text.Clear();
    }

    private readonly record struct Row(MetricType Type, ByteSlice Help, ByteSlice Unit);
}
