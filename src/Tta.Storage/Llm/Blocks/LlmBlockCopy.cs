// Spec: docs/formats/llm.md, section "Block".
using System.Buffers;
using Tta.Storage.Blocks;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Blocks;

/// <summary>
/// Copies what is in use of blocks to a new one, without the lock of the store: blocks do not change. A frame of which everything is in use, as
/// mostly, is copied as it is stored. Not thread-safe.
/// </summary>
/// <param name="into">The new block.</param>
/// <param name="entries">What is in use, in the order of where it stands.</param>
/// <param name="moves">Filled with where it will stand.</param>
internal sealed class LlmBlockCopy(LlmBlockWriter into, List<SealedEntry> entries, Location[] moves)
{
    private readonly List<(ReportKind Kind, int Entry, int Start, int Length)> _things = []; // Of the frame that the index is at.
    private readonly ByteWriter _known = new();
    private int _next; // First entry that is not copied yet.

    /// <summary>Copies from a block; blocks come in the order of their numbers.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Copy(LlmBlock block)
    {
        int frame = -1;
        foreach (BlockSection part in block.Footer.Index)
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(part.PlainBytes);
            try
            {
                Span<byte> bytes = rented.AsSpan(0, part.PlainBytes);
                block.File.Read(part, bytes);
                for (var reader = new SectionReader(bytes); reader.Remaining > 0;)
                {
                    var kind = (ReportKind)reader.Byte();
                    int itsFrame = reader.Index(block.Footer.Frames.Length);
                    if (itsFrame != frame)
                    {
                        CopyFrame(block, frame);
                        frame = itsFrame;
                    }

                    int entry = reader.Index(Location.MaxEntries);
                    Range known = reader.Block();
                    _things.Add((kind, entry, _known.Length, bytes[known].Length));
                    _known.WriteRaw(bytes[known]);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }

        CopyFrame(block, frame);
        if (_next < entries.Count && entries[_next].From.Block == block.Number)
        {
            throw new InvalidDataException($"the index of {block.File.Path} lacks what is in use");
        }
    }

    private void CopyFrame(LlmBlock block, int frame)
    {
        int used = 0;
        while (_next + used < entries.Count && entries[_next + used].From is var from && from.Block == block.Number && from.Frame == frame)
        {
            used++;
        }

        bool isWhole = used == _things.Count;
        if (used > 0)
        {
            int copy = isWhole ? into.Copy(block.File, block.Footer.Frames[frame]) : -1;
            LlmFrame? decoded = isWhole ? null : LlmFrame.Decode(block.File.Read(block.Footer.Frames[frame]));
            foreach ((ReportKind kind, int entry, int start, int length) in _things)
            {
                if (_next < entries.Count && entries[_next].From == Location.InBlock(block.Number, frame, entry))
                {
                    ReadOnlySpan<byte> known = _known.Written.Slice(start, length);
                    moves[_next++] = decoded is null ? into.AddKnown(kind, copy, entry, known) : into.Add(kind, decoded.Reports(entry), known);
                    into.WriteFull();
                }
            }
        }

        _things.Clear();
        _known.Reset(0, LlmBlockBuffers.KeepBytes);
    }
}
