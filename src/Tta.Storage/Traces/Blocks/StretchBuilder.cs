using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>Collects the values of the columns of a stretch of row groups and writes their filters. Memory is that of the distinct values of one stretch.</summary>
internal sealed class StretchBuilder
{
    private readonly List<HashSet<ulong>> _hashes = []; // By column.
    private readonly List<(int Column, BlockSection Filter)> _filters = [];
    private readonly List<BlockSection> _stretches = [];
    private int _groups;

    /// <summary>Adds a distinct value of a column, by what a filter knows it by; a value that comes again does no harm.</summary>
    public void Add(int column, ulong hash)
    {
        while (_hashes.Count <= column)
        {
            _hashes.Add([]);
        }

        HashSet<ulong> hashes = _hashes[column];
        if (hashes.Count <= StretchFilters.MaxValues)
        {
            hashes.Add(hash);
        }
    }

    /// <summary>Ends a group, and with the last one of a stretch writes its filters.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void EndGroup(BlockWriter file, ByteWriter buffer)
    {
        if (++_groups == StretchFilters.Groups)
        {
            EndStretch(file, buffer);
        }
    }

    /// <summary>Writes what is left, and tells where the filters of all stretches stand.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public BlockSection[] Finish(BlockWriter file, ByteWriter buffer)
    {
        if (_groups > 0)
        {
            EndStretch(file, buffer);
        }

        return [.. _stretches];
    }

    private void EndStretch(BlockWriter file, ByteWriter buffer)
    {
        _filters.Clear();
        for (int column = 0; column < _hashes.Count; column++)
        {
            HashSet<ulong> hashes = _hashes[column];
            if (hashes.Count is > ChunkFooter.DistinctWithoutFilter and <= StretchFilters.MaxValues)
            {
                _filters.Add((column, Write(file, hashes)));
            }

            hashes.Clear();
        }

        buffer.Reset(0, 1 << 20);
        StretchFilters.Write(buffer, _filters);
        _stretches.Add(file.Add(buffer.Written, compress: false));
        _groups = 0;
    }

    private static BlockSection Write(BlockWriter file, HashSet<ulong> hashes)
    {
        BloomFilter filter = BloomFilter.ForKeys(hashes.Count);
        foreach (ulong hash in hashes)
        {
            filter.Add(hash);
        }

        return file.Add(filter.Bytes, compress: false);
    }
}
