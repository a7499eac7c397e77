// Spec: docs/formats/llm.md, section "Frame".
using Tta.Storage.Blocks;

namespace Tta.Storage.Llm.Blocks;

/// <summary>A decoded frame: all reports about some things. Immutable.</summary>
internal sealed class LlmFrame
{
    private readonly byte[] _bytes;
    private readonly Range[][] _entries;

    private LlmFrame(byte[] bytes, Range[][] entries)
    {
        _bytes = bytes;
        _entries = entries;
    }

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public static LlmFrame Decode(byte[] section)
    {
        var reader = new SectionReader(section);
        var entries = new Range[reader.Count(1)][];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new Range[reader.Count(1)];
            for (int j = 0; j < entries[i].Length; j++)
            {
                entries[i][j] = reader.Block();
            }
        }

        return new LlmFrame(section, entries);
    }

    /// <summary>Reports of an entry in the order they arrived.</summary>
    /// <exception cref="InvalidDataException">There is no such entry.</exception>
    public List<ReadOnlyMemory<byte>> Reports(int entry)
    {
        if ((uint)entry >= (uint)_entries.Length)
        {
            throw new InvalidDataException($"a frame has {_entries.Length} entries and no number {entry}");
        }

        var reports = new List<ReadOnlyMemory<byte>>(_entries[entry].Length);
        foreach (Range range in _entries[entry])
        {
            reports.Add(_bytes.AsMemory(range));
        }

        return reports;
    }
}
