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
/// <param name="inUse">What is in use.</param>
/// <param name="storeLock">Guards the moves.</param>
/// <param name="moves">Filled with what is copied.</param>
internal sealed class LlmBlockCopy(LlmBlockWriter into, BlockEntries inUse, Lock storeLock, BlockMoves moves)
{
    private const int EntriesAtOnce = 1 << 15;

    private readonly List<SealedEntry> _entries = []; // In use, of frames before _framesEnd.
    private readonly List<(ReportKind Kind, int Entry, int Start, int Length)> _things = []; // Of the frame that the index is at.
    private readonly List<Location> _to = []; // Of what was copied of it.
    private readonly ByteWriter _known = new();
    private int _next; // First entry that is not copied yet.
    private int _framesEnd;

    /// <summary>Copies from a block; blocks come in the order of their numbers.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Copy(LlmBlock block)
    {
        int frame = -1;
        _framesEnd = 0;
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
        CheckAllCopied(block);
    }

    /// <summary>Looks up what is in use of the next frames, so many that there are not too many things in them.</summary>
    private void Collect(LlmBlock block, int frame)
    {
        CheckAllCopied(block);
        long frames = block.Footer.Frames.Length * (long)EntriesAtOnce / Math.Max(1, block.Footer.EntryCount);
        int first = _framesEnd;
        _framesEnd = (int)Math.Clamp(first + frames, frame + 1, block.Footer.Frames.Length);
        inUse.Collect(block.Number, first.._framesEnd, _entries);
        _next = 0;
    }

    private void CheckAllCopied(LlmBlock block)
    {
        if (_next < _entries.Count)
        {
            throw new InvalidDataException($"the index of {block.File.Path} lacks what is in use");
        }
    }

    private void CopyFrame(LlmBlock block, int frame)
    {
        if (frame >= _framesEnd)
        {
            Collect(block, frame);
        }

        int used = 0;
        while (_next + used < _entries.Count && _entries[_next + used].From.Frame == frame)
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
                if (_next < _entries.Count && _entries[_next].From == Location.InBlock(block.Number, frame, entry))
                {
                    ReadOnlySpan<byte> known = _known.Written.Slice(start, length);
                    _to.Add(decoded is null ? into.AddKnown(kind, copy, entry, known) : into.Add(kind, decoded.Reports(entry), known));
                    _next++;
                    into.WriteFull();
                }
            }
        }

        lock (storeLock)
        {
            for (int i = 0; i < _to.Count; i++)
            {
                moves.Add(_entries[_next - _to.Count + i], _to[i]);
            }

            moves.Trim();
        }

        _to.Clear();
        _things.Clear();
        _known.Reset(0, LlmBlockBuffers.KeepBytes);
    }
}
