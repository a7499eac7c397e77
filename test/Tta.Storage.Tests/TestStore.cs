using Tta.Model;
using Tta.Storage.Files;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests;

/// <summary>Options and data that the tests of all stores share.</summary>
internal static class TestStore
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static long StartMs => Start.ToUnixTimeMilliseconds();

    public static long StartNs => StartMs * 1_000_000;

    public static StoreOptions Options(IFileSystem files, ManualTimeProvider? clock = null) => new()
    {
        Directory = "/data",
        FileSystem = files,
        TimeProvider = clock ?? new ManualTimeProvider(Start),
        Limits = new Limits { FreeSpaceFloorBytes = 1 << 20 },
    };

    public static FaultyFileSystem Files() => new();
}
