// Spec: docs/formats/blocks.md.
using Tta.Storage.Files;
using Tta.Storage.Wal;

namespace Tta.Storage.Blocks;

/// <summary>The files of the blocks of one signal. Used by one thread at a time.</summary>
internal sealed class BlockDirectory(IFileSystem files, Signal signal, string directory, StoreWarnings warnings)
{
    private readonly string _quarantine = Path.Combine(directory, "quarantine");
    private long _nextNumber = 1;

    /// <summary>
    /// Opens every block. A damaged one is moved to the quarantine folder, with a warning in all answers; what an interrupted
    /// writer left is deleted.
    /// </summary>
    /// <param name="open">Makes something of a block file and its footer; throws <see cref="InvalidDataException"/> when it is damaged.</param>
    /// <exception cref="InvalidDataException">A block is of a later version or another signal.</exception>
    public List<T> Open<T>(Func<BlockFile, byte[], T> open)
    {
        files.CreateDirectory(directory);
        var opened = new List<T>();
        foreach (string name in files.ListFiles(directory))
        {
            string path = Path.Combine(directory, name);
            if (name.EndsWith(BlockFormat.TemporaryExtension, StringComparison.Ordinal))
            {
                files.Delete(path);
            }
            else if (BlockFormat.TryParseFileName(name, out long number))
            {
                _nextNumber = Math.Max(_nextNumber, number + 1);
                TryOpen(path, number, open, opened);
            }
        }

        return opened;
    }

    /// <param name="createdMs">Unix ms.</param>
    /// <param name="number">Number of the block.</param>
    /// <param name="buffer">Memory for it that nobody else uses until it is finished; default: its own.</param>
    public BlockWriter Create(long createdMs, out long number, ByteWriter? buffer = null)
    {
        number = _nextNumber++;
        return new BlockWriter(files, directory, signal, number, createdMs, buffer ?? new ByteWriter());
    }

    /// <summary>Opens a block that was just written.</summary>
    public T Reopen<T>(long number, Func<BlockFile, byte[], T> open)
    {
        BlockFile file = BlockFile.Open(files, Path.Combine(directory, BlockFormat.FileName(number)), signal, number, out byte[] footer);
        return open(file, footer);
    }

    /// <summary>Deletes the file of a block; who reads it may go on.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public void Delete(BlockFile block) => files.Delete(block.Path);

    private void TryOpen<T>(string path, long number, Func<BlockFile, byte[], T> open, List<T> opened)
    {
        try
        {
            BlockFile file = BlockFile.Open(files, path, signal, number, out byte[] footer);
            try
            {
                opened.Add(open(file, footer));
            }
            catch
            {
                file.Release();
                throw;
            }
        }
        catch (NotSupportedException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        catch (InvalidDataException e)
        {
            SetAside(path, e.Message);
        }
        catch (IOException e)
        {
            warnings.AddMissingData($"{signal} block: cannot read {path}: {e.Message}; its data is missing from answers until a restart");
        }
    }

    private void SetAside(string path, string damage)
    {
        string target = Path.Combine(_quarantine, Path.GetFileName(path));
        try
        {
            files.CreateDirectory(_quarantine);
            files.Move(path, target);
            warnings.AddMissingData($"{signal} block: {damage}; the file was moved to {target}, its data is missing from answers");
        }
        catch (IOException e)
        {
            warnings.AddMissingData(
                $"{signal} block: {damage}; the file could not be moved to {target} ({e.Message}), its data is missing from answers");
        }
    }
}
