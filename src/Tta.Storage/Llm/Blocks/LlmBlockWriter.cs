// Spec: docs/formats/llm.md, section "Block".
using System.Text;
using Tta.Storage.Blocks;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Blocks;

/// <summary>Writes the sections of one block: frames of reports, then the index, the deletions and the footer. Not thread-safe.</summary>
internal sealed class LlmBlockWriter(BlockWriter block, long number, LlmBlockOptions options)
{
    private readonly ByteWriter _frame = new();
    private readonly ByteWriter _section = new();
    private readonly List<BlockSection> _frames = [];
    private readonly List<(ReportKind Kind, int Frame, int Entry, byte[] Folded)> _index = [];
    private int _entries;

    /// <summary>Adds a thing.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="reports">All reports about it in the order they arrived.</param>
    /// <param name="folded">What the index says of it.</param>
    /// <returns>Where it will stand.</returns>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public Location Add(ReportKind kind, List<ReadOnlyMemory<byte>> reports, byte[] folded)
    {
        if (_entries == Location.MaxEntries || _frame.Length >= options.FrameBytes)
        {
            EndFrame();
        }

        _frame.WriteVarint((uint)reports.Count);
        foreach (ReadOnlyMemory<byte> report in reports)
        {
            _frame.WriteBlock(report.Span);
        }

        _index.Add((kind, _frames.Count, _entries, folded));
        return Location.InBlock(number, _frames.Count, _entries++);
    }

    /// <summary>Makes the block durable.</summary>
    /// <exception cref="IOException">The disk is full or failing; the block does not exist then.</exception>
    public void Finish(long segment, long newestMs, IReadOnlyList<(ReportKind Kind, string Id)> deletions)
    {
        EndFrame();
        var parts = new List<BlockSection>();
        for (int first = 0; first < _index.Count; first += options.EntriesPerPart)
        {
            _section.Reset(0, 1 << 20);
            for (int i = first; i < Math.Min(_index.Count, first + options.EntriesPerPart); i++)
            {
                (ReportKind kind, int frame, int entry, byte[] folded) = _index[i];
                _section.WriteByte((byte)kind);
                _section.WriteVarint((uint)frame);
                _section.WriteVarint((uint)entry);
                _section.WriteBlock(folded);
            }

            parts.Add(block.Add(_section.Written, compress: true));
        }

        BlockSection? deleted = null;
        if (deletions.Count > 0)
        {
            _section.Reset(0, 1 << 20);
            foreach ((ReportKind kind, string id) in deletions)
            {
                _section.WriteByte((byte)kind);
                _section.WriteBlock(Encoding.UTF8.GetBytes(id));
            }

            deleted = block.Add(_section.Written, compress: true);
        }

        _section.Reset(0, 1 << 20);
        new LlmFooter(segment, newestMs, _index.Count, [.. _frames], [.. parts], deleted).Write(_section);
        block.Finish(_section.Written);
    }

    private void EndFrame()
    {
        if (_entries == 0)
        {
            return;
        }

        _section.Reset(0, 1 << 20);
        _section.WriteVarint((uint)_entries);
        _section.WriteRaw(_frame.Written);
        _frames.Add(block.Add(_section.Written, compress: true));
        _frame.Reset(0, 1 << 20);
        _entries = 0;
    }
}
