// Spec: docs/formats/llm.md, section "Block".
using System.Text;
using Tta.Storage.Blocks;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Blocks;

/// <summary>Writes the sections of one block: frames of reports and parts of the index as they become full, then the deletions and the footer. Not thread-safe.</summary>
internal sealed class LlmBlockWriter(BlockWriter block, long number, LlmBlockOptions options, LlmTables tables, LlmBlockBuffers buffers)
{
    private const int KeepBytes = LlmBlockBuffers.KeepBytes;
    private const int FrameQuality = 4; // 5 takes half as long again for 1.5 % less.
    private const int IndexQuality = 2; // Ids and times hardly get smaller by more effort.

    private readonly IndexEntry _known = new(tables);
    private readonly ByteWriter _frame = buffers.Frame;
    private readonly ByteWriter _part = buffers.Part;
    private readonly ByteWriter _section = buffers.Section;
    private readonly List<BlockSection> _frames = [];
    private readonly List<BlockSection> _parts = [];
    private int _frameEntries;
    private int _partEntries;
    private int _entries;

    /// <summary>True when <see cref="WriteFull"/> has to come before the next thing.</summary>
    public bool IsFull => _frameEntries == Location.MaxEntries || _frame.Length >= options.FrameBytes || _partEntries >= options.EntriesPerPart;

    /// <summary>Under the lock of the store: adds a thing, unless it was deleted since it was collected.</summary>
    /// <returns>Where it will stand, or nowhere.</returns>
    public Location Add(SealedEntry entry)
    {
        if (!tables.Has(entry))
        {
            return Location.None;
        }

        tables.WriteReports(entry.From, _frame);
        return AddKnown(entry.Kind, _frames.Count, _frameEntries++, _known.Of(entry.Kind, entry.Row, entry.ScoreId));
    }

    /// <summary>Adds a thing of another block.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="reports">All reports about it in the order they arrived.</param>
    /// <param name="known">What the index says of it.</param>
    /// <returns>Where it will stand.</returns>
    public Location Add(ReportKind kind, List<ReadOnlyMemory<byte>> reports, ReadOnlySpan<byte> known)
    {
        _frame.WriteVarint((uint)reports.Count);
        foreach (ReadOnlyMemory<byte> report in reports)
        {
            _frame.WriteBlock(report.Span);
        }

        return AddKnown(kind, _frames.Count, _frameEntries++, known);
    }

    /// <summary>Adds a frame of another block as it is; the things in it follow by <see cref="AddKnown"/>.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="InvalidDataException">The frame is damaged.</exception>
    /// <exception cref="IOException">The disk is full or failing, or the other block cannot be read.</exception>
    public int Copy(BlockFile from, BlockSection frame)
    {
        EndFrame();
        _frames.Add(block.Copy(from, frame));
        return _frames.Count - 1;
    }

    /// <summary>Adds to the index a thing whose reports are in a frame.</summary>
    /// <returns>Where it will stand.</returns>
    public Location AddKnown(ReportKind kind, int frame, int entry, ReadOnlySpan<byte> known)
    {
        _part.WriteByte((byte)kind);
        _part.WriteVarint((uint)frame);
        _part.WriteVarint((uint)entry);
        _part.WriteBlock(known);
        _partEntries++;
        _entries++;
        return Location.InBlock(number, frame, entry);
    }

    /// <summary>Compresses what is full; not under the lock, because it takes milliseconds.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void WriteFull()
    {
        if (_frameEntries == Location.MaxEntries || _frame.Length >= options.FrameBytes)
        {
            EndFrame();
        }

        if (_partEntries >= options.EntriesPerPart)
        {
            EndPart();
        }
    }

    /// <summary>Makes the block durable.</summary>
    /// <exception cref="IOException">The disk is full or failing; the block does not exist then.</exception>
    public void Finish(long[] segments, long newestMs, IReadOnlyList<(ReportKind Kind, string Id)> deletions)
    {
        EndFrame();
        EndPart();
        BlockSection? deleted = null;
        if (deletions.Count > 0)
        {
            _section.Reset(0, KeepBytes);
            foreach ((ReportKind kind, string id) in deletions)
            {
                _section.WriteByte((byte)kind);
                _section.WriteBlock(Encoding.UTF8.GetBytes(id));
            }

            deleted = block.Add(_section.Written, compress: true);
        }

        _section.Reset(0, KeepBytes);
        new LlmFooter(segments, newestMs, _entries, [.. _frames], [.. _parts], deleted).Write(_section);
        block.Finish(_section.Written);
    }

    private void EndFrame()
    {
        if (_frameEntries > 0)
        {
            _section.Reset(0, KeepBytes);
            _section.WriteVarint((uint)_frameEntries);
            _section.WriteRaw(_frame.Written);
            _frames.Add(block.Add(_section.Written, compress: true, FrameQuality));
            _frame.Reset(0, KeepBytes);
            _frameEntries = 0;
        }
    }

    private void EndPart()
    {
        if (_partEntries > 0)
        {
            _parts.Add(block.Add(_part.Written, compress: true, IndexQuality));
            _part.Reset(0, KeepBytes);
            _partEntries = 0;
        }
    }
}
