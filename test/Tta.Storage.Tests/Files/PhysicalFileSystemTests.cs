using Tta.Storage.Files;

namespace Tta.Storage.Tests.Files;

public sealed class PhysicalFileSystemTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tta-files-").FullName;
    private readonly PhysicalFileSystem _files = PhysicalFileSystem.Instance;

    [Fact]
    public void File_WriteReadCut_BehavesAsDocumented()
    {
        using IStoreFile file = _files.Create(PathOf("a"));
        file.Write("hello world"u8, 0);
        file.Write("W"u8, 6);
        var bytes = new byte[20];
        Assert.Equal(5, file.Read(bytes, 6));
        Assert.Equal("World"u8, bytes.AsSpan(0, 5));
        Assert.Equal(0, file.Read(bytes, 11));
        file.SetLength(5);
        file.Sync();
        Assert.Equal(5, file.Length);
        Assert.Throws<IOException>(() => _files.Create(PathOf("a")));
        Assert.Throws<FileNotFoundException>(() => _files.Open(PathOf("b")));
    }

    [Fact]
    public void Directory_ListMoveDeleteSync_BehavesAsDocumented()
    {
        _files.Create(PathOf("b")).Dispose();
        _files.Create(PathOf("a")).Dispose();
        _files.CreateDirectory(PathOf("sub"));
        Assert.Equal(["a", "b"], _files.ListFiles(_directory));
        _files.Move(PathOf("a"), PathOf("b"));
        _files.SyncDirectory(_directory);
        Assert.Equal(["b"], _files.ListFiles(_directory));
        _files.Delete(PathOf("b"));
        Assert.Empty(_files.ListFiles(_directory));
        Assert.Empty(_files.ListFiles(PathOf("absent")));
        Assert.Throws<IOException>(() => _files.SyncDirectory(PathOf("absent")));
    }

    [Fact]
    public void Lock_WhileHeld_NamesTheOwnerAndIsFreedByDispose()
    {
        using (_files.Lock(PathOf("lock"), "process 12"))
        {
            IOException e = Assert.Throws<IOException>(() => _files.Lock(PathOf("lock"), "process 13"));
            Assert.StartsWith("process 12 holds the lock file", e.Message, StringComparison.Ordinal);
        }

        _files.Lock(PathOf("lock"), "process 13").Dispose();
    }

    [Fact]
    public void GetSpace_OfAnyDirectory_IsThatOfItsDisk()
    {
        DiskSpace space = _files.GetSpace(_directory);
        Assert.InRange(space.FreeBytes, 1, space.TotalBytes);
    }

    [Fact]
    public async Task Store_OnTheMachinesDisk_ReopensWithItsData()
    {
        StoreOptions options = TestStore.Options(_files) with { Directory = _directory };
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            await using (Recovery.StoreUnderTest store = Recovery.StoreUnderTest.Open(signal, options))
            {
                await store.AppendAsync(1, 2);
                await store.RunOnceAsync();
                IOException e = Assert.Throws<IOException>(() => Recovery.StoreUnderTest.Open(signal, options));
                Assert.Contains($"process {Environment.ProcessId} holds", e.Message, StringComparison.Ordinal);
            }

            await using Recovery.StoreUnderTest again = Recovery.StoreUnderTest.Open(signal, options);
            await again.AppendAsync(3);
            Assert.Equal([1, 2, 3], await again.ReadAsync());
            Assert.Equal(1, again.Status.SegmentCount);
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string PathOf(string name) => Path.Combine(_directory, name);
}
