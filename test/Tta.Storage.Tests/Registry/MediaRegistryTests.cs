using System.Security.Cryptography;
using Tta.Model;
using Tta.Storage.Files;
using Tta.Storage.Registry;
using Tta.Storage.Tests.Files;

namespace Tta.Storage.Tests.Registry;

public sealed class MediaRegistryTests
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];

    [Fact]
    public async Task Bytes_AreThereAfterAPowerFailure_AndNotAskedForTwice()
    {
        FaultyFileSystem files = TestStore.Files();
        RegistryStore store = RegistryStore.Open(TestStore.Options(files));
        MediaRecord announced = await store.Media.AnnounceAsync(Announcement(s_bytes), default);
        Assert.Equal(22, announced.Id.Length);
        Assert.False(announced.IsStored);
        await store.Media.StoreAsync(announced.Id, new MemoryStream(s_bytes), default);

        await using RegistryStore reopened = RegistryStore.Open(TestStore.Options(files.AfterPowerFailure()));
        MediaRecord again = await reopened.Media.AnnounceAsync(
            Announcement(s_bytes) with { Use = new MediaUse { TraceId = "other", Field = "output" } }, default);
        Assert.True(again.IsStored);
        Assert.Equal(["t", "other"], again.Uses.Select(u => u.TraceId));
        using IStoreFile file = reopened.Media.Open(again);
        byte[] read = new byte[file.Length];
        Assert.Equal(read.Length, file.Read(read, 0));
        Assert.Equal(s_bytes, read);
    }

    [Fact]
    public async Task OtherBytesThanAnnounced_AreRefusedAndNotKept()
    {
        FaultyFileSystem files = TestStore.Files();
        await using RegistryStore store = RegistryStore.Open(TestStore.Options(files));
        string id = (await store.Media.AnnounceAsync(Announcement(s_bytes), default)).Id;
        byte[] other = [.. s_bytes];
        other[5]++;
        foreach (byte[] wrong in (byte[][])[other, s_bytes[..^1], [.. s_bytes, 1]])
        {
            RegistryException refused = await Assert.ThrowsAsync<RegistryException>(() => store.Media.StoreAsync(id, new MemoryStream(wrong), default));
            Assert.Equal(RegistryFault.Invalid, refused.Fault);
        }

        Assert.False(store.Media.Find(id)!.IsStored);
        Assert.DoesNotContain(files.Paths, path => path.Contains("/media/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnUploadThatACrashEnds_LeavesNothingAfterTheNextStart()
    {
        FaultyFileSystem files = TestStore.Files();
        RegistryStore store = RegistryStore.Open(TestStore.Options(files));
        string id = (await store.Media.AnnounceAsync(Announcement(s_bytes), default)).Id;
        files.CrashAtStep = files.Steps + 3;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Media.StoreAsync(id, new MemoryStream(s_bytes), default));

        FaultyFileSystem disk = files.AfterKill();
        Assert.Contains(disk.Paths, path => path.Contains("/media/incoming/", StringComparison.Ordinal));
        await using RegistryStore reopened = RegistryStore.Open(TestStore.Options(disk));
        Assert.DoesNotContain(disk.Paths, path => path.Contains("/media/", StringComparison.Ordinal));
        Assert.True((await reopened.Media.StoreAsync(id, new MemoryStream(s_bytes), default)).IsStored);
    }

    [Fact]
    public async Task TooManyBytes_AreRefusedBeforeTheyAreSent()
    {
        StoreOptions options = TestStore.Options(TestStore.Files());
        await using RegistryStore store = RegistryStore.Open(options with { Limits = options.Limits with { MaxMediaBytes = 10 } });
        RegistryException refused = await Assert.ThrowsAsync<RegistryException>(async () => await store.Media.AnnounceAsync(Announcement(s_bytes), default));
        Assert.Contains("limits.max_media_bytes", refused.Message, StringComparison.Ordinal);
    }

    private static MediaAnnouncement Announcement(byte[] bytes) =>
        new(Convert.ToBase64String(SHA256.HashData(bytes)), "image/png", bytes.Length, new MediaUse { TraceId = "t", Field = "input" });
}
