// Spec: docs/formats/traces-block.md, section "Index".
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Tta.Model;
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// Finds the first rows of traces by the hashes of their ids, a page at a time; only what each page begins with is in memory. Immutable.
/// </summary>
internal sealed class TraceIndex
{
    public const int EntryBytes = 8;
    public const int EntriesPerPage = 512;

    private readonly uint[] _firstHashes;
    private readonly BlockSection[] _pages;

    private TraceIndex(uint[] firstHashes, BlockSection[] pages)
    {
        _firstHashes = firstHashes;
        _pages = pages;
    }

    public ReadOnlySpan<BlockSection> Pages => _pages;

    /// <summary>Rows at which a trace of this id may begin; other ids may have the same hash.</summary>
    /// <param name="id">The trace.</param>
    /// <param name="read">Reads a page.</param>
    public IEnumerable<int> RowsOf(TraceId id, Func<BlockSection, byte[]> read)
    {
        uint hash = Short(BloomFilter.HashOf(id.High, id.Low));
        int page = Array.BinarySearch(_firstHashes, hash);
        page = page >= 0 ? page : ~page - 1;
        while (page > 0 && _firstHashes[page] == hash)
        {
            page--; // It may begin in the page before.
        }

        for (page = Math.Max(0, page); page < _pages.Length && _firstHashes[page] <= hash; page++)
        {
            byte[] entries = read(_pages[page]);
            for (int i = FirstOf(hash, entries); i < entries.Length && HashAt(entries, i) == hash; i += EntryBytes)
            {
                yield return BinaryPrimitives.ReadInt32LittleEndian(entries.AsSpan(i + 4));
            }
        }
    }

    /// <summary>Writes the pages, and then where they stand.</summary>
    /// <param name="file">The block.</param>
    /// <param name="buffer">Memory to work in.</param>
    /// <param name="hashes">Hashes of the traces; they are put in order.</param>
    /// <param name="firstRows">Their first rows; they are put in the same order.</param>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public static BlockSection Write(BlockWriter file, ByteWriter buffer, List<ulong> hashes, List<int> firstRows)
    {
        Span<ulong> keys = CollectionsMarshal.AsSpan(hashes);
        Span<int> rows = CollectionsMarshal.AsSpan(firstRows);
        keys.Sort(rows);
        var pages = new List<(uint FirstHash, BlockSection Page)>();
        for (int first = 0; first < keys.Length; first += EntriesPerPage)
        {
            buffer.Reset(0, 1 << 20);
            for (int i = first; i < Math.Min(keys.Length, first + EntriesPerPage); i++)
            {
                buffer.WriteFixed32(Short(keys[i]));
                buffer.WriteFixed32((uint)rows[i]);
            }

            pages.Add((Short(keys[first]), file.Add(buffer.Written, compress: false)));
        }

        buffer.Reset(0, 1 << 20);
        buffer.WriteVarint((uint)pages.Count);
        foreach ((uint firstHash, BlockSection page) in pages)
        {
            buffer.WriteFixed32(firstHash);
            SectionReference.Write(buffer, page);
        }

        return file.Add(buffer.Written, compress: false);
    }

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public static TraceIndex Read(byte[] section)
    {
        var reader = new SectionReader(section);
        uint[] firstHashes = new uint[reader.Count(minItemBytes: 8)];
        var pages = new BlockSection[firstHashes.Length];
        for (int i = 0; i < pages.Length; i++)
        {
            firstHashes[i] = reader.Fixed32();
            pages[i] = SectionReference.Read(ref reader);
            if ((pages[i].PlainBytes % EntryBytes) != 0)
            {
                throw reader.Damaged();
            }
        }

        return new TraceIndex(firstHashes, pages);
    }

    private static uint Short(ulong hash) => (uint)(hash >> 32);

    private static uint HashAt(byte[] entries, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(entries.AsSpan(offset));

    /// <summary>Offset of the first entry whose hash is not less.</summary>
    private static int FirstOf(uint hash, byte[] entries)
    {
        int low = 0;
        int high = entries.Length / EntryBytes;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = HashAt(entries, middle * EntryBytes) < hash ? (middle + 1, high) : (low, middle);
        }

        return low * EntryBytes;
    }
}
