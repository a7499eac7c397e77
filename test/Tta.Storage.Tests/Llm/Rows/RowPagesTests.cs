using Tta.Model;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Rows;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm.Rows;

/// <summary>Columns in little memory hold what plain arrays would.</summary>
public sealed class RowPagesTests
{
    private const string Path = "/data/llm/rows.scratch";

    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private readonly FaultyFileSystem _files = new();

    public static TheoryData<int, int> SeedsAndPages => new() { { 1, 1 }, { 2, 2 }, { 3, 5 }, { 4, 17 }, { 5, 200 } };

    [Theory]
    [MemberData(nameof(SeedsAndPages))]
    public void AnyReadsAndWrites_GiveWhatPlainArraysGive(int seed, int pages)
    {
        using RowPages rows = Open(pages);
        var group = new PageGroup(rows);
        var random = new Random(seed);
        const int count = 40_000;
        var small = new Column<byte>(group);
        var numbers = new Column<int>(group);
        var times = new Column<long>(group);
        var decimals = new DecimalColumn(group);
        byte[] plainSmall = new byte[count];
        int[] plainNumbers = new int[count];
        long[] plainTimes = new long[count];
        decimal[] plainDecimals = new decimal[count];
        int known = 0;
        for (int step = 0; step < 60_000; step++)
        {
            if (step % 3 == 0 && known < count)
            {
                known += 3;
                small.Grow(known);
                numbers.Grow(known);
                times.Grow(known);
                decimals.Grow(known);
            }

            int row = random.Next(known - Math.Min(known, 500), Math.Min(known, count));
            row = random.Next(5) == 0 ? random.Next(Math.Min(known, count)) : row;
            switch (random.Next(6))
            {
                case 0:
                    small[row] = plainSmall[row] = (byte)random.Next(3);
                    break;
                case 1:
                    numbers[row] = plainNumbers[row] = random.Next(-5, 100_000);
                    break;
                case 2:
                    times[row] = plainTimes[row] = random.Next(10) == 0 ? 0 : TestStore.StartNs + random.NextInt64(1L << 40);
                    break;
                case 3 when random.Next(20) == 0:
                    decimals[row] = plainDecimals[row] = random.Next(-3, 3) / 7m;
                    break;
                case 4:
                    int first = row & -Column<long>.PageRows;
                    int length = Math.Min(count - first, Column<long>.PageRows);
                    Assert.True(times.PageOf([row], out _)[..length].SequenceEqual(plainTimes.AsSpan(first, length)));
                    break;
                default:
                    Assert.Equal(
                        (plainSmall[row], plainNumbers[row], plainTimes[row], plainDecimals[row]), (small[row], numbers[row], times[row], decimals[row]));
                    break;
            }

            if (random.Next(4) == 0)
            {
                rows.Trim();
                Assert.InRange(rows.ResidentBytes, 0, pages * RowPages.PageBytes);
            }
        }

        Assert.True(pages == 200 || rows.ScratchBytes > 0);
    }

    [Fact]
    public void FullDisk_KeepsPagesInMemory_UntilThereIsRoomAgain()
    {
        using RowPages rows = Open(2);
        var column = new Column<long>(new PageGroup(rows));
        _files.FailCreate = static _ => true;
        Fill(column, rows, 0, 50_000);
        Assert.True(rows.ResidentBytes > 20 * RowPages.PageBytes);
        Assert.Contains(Path, rows.RefuseReason, StringComparison.Ordinal);
        Assert.Contains("free disk space", Assert.Single(_warnings.All), StringComparison.Ordinal);
        AssertFilled(column, 50_000);

        _files.FailCreate = null;
        _clock.Advance(TimeSpan.FromSeconds(1));
        rows.Trim();
        Assert.Equal(2 * RowPages.PageBytes, rows.ResidentBytes);
        Assert.Null(rows.RefuseReason);
        AssertFilled(column, 50_000);
    }

    [Fact]
    public void FullDisk_DoesNotLetQuestionsFillTheMemory()
    {
        using RowPages rows = Open(4);
        var column = new Column<long>(new PageGroup(rows));
        Fill(column, rows, 0, 50_000);
        _files.CapacityLeftBytes = 0;
        for (int i = 0; i < 6; i++)
        {
            column[i * 2_048] = -1;
        }

        for (int page = 0; page < column.PageCount; page++)
        {
            column.PageAt(page);
            rows.Trim();
        }

        Assert.InRange(rows.ResidentBytes, 0, 10 * RowPages.PageBytes);
        Assert.Equal(-1, column[0]);
    }

    [Fact]
    public void DamagedOrUnreadableFile_IsNamed_AndNothingIsTakenAnyMore()
    {
        using RowPages rows = Open(1);
        var column = new Column<long>(new PageGroup(rows));
        Fill(column, rows, 0, 50_000);
        _files.UnreadableFrom = static path => path == Path ? 0 : null;
        StoreUnavailableException e = Assert.Throws<StoreUnavailableException>(() => column[0]);
        Assert.Contains(Path, e.Message, StringComparison.Ordinal);
        Assert.Contains("restart", rows.RefuseReason, StringComparison.Ordinal);
        Assert.Single(_warnings.MissingData);
    }

    [Fact]
    public void BytesThatAreNotWhatWasWritten_AreNoAnswer()
    {
        using RowPages rows = Open(1);
        var column = new Column<long>(new PageGroup(rows));
        Fill(column, rows, 0, 50_000);
        using (Storage.Files.IStoreFile file = _files.Open(Path))
        {
            file.Write([0xAA, 0x55, 0xAA], 40);
        }

        Assert.Throws<StoreUnavailableException>(() => AssertFilled(column, 50_000));
    }

    [Fact]
    public void ScannedPages_LeaveBeforeThoseThatAreUsed()
    {
        using RowPages rows = Open(10);
        var group = new PageGroup(rows);
        var used = new Column<long>(group);
        var scanned = new Column<long>(group);
        Fill(scanned, rows, 0, 100_000);
        Fill(used, rows, 0, 3 * 2_048);
        for (int page = 0; page < 2 * scanned.PageCount; page++)
        {
            _files.UnreadableFrom = page < scanned.PageCount ? null : static _ => 0; // In the second round they are in memory.
            AssertFilled(used, 3 * 2_048);
            _files.UnreadableFrom = null;
            scanned.PageAt(page % scanned.PageCount);
            rows.Trim();
        }
    }

    [Fact]
    public void File_TakesThePlaceOfWhatWasGivenBack_AndGoesAtTheEnd()
    {
        RowPages rows = Open(1);
        long mostBytes = 0;
        for (int round = 0; round < 10; round++)
        {
            var group = new PageGroup(rows);
            var column = new Column<long>(group);
            Fill(column, rows, 0, 50_000);
            AssertFilled(column, 50_000);
            group.Free();
            mostBytes = round == 0 ? rows.ScratchBytes : mostBytes;
        }

        Assert.InRange(rows.ScratchBytes, 1, mostBytes + (mostBytes / 4));
        rows.Dispose();
        Assert.Empty(_files.Paths);
    }

    [Fact]
    public void FileOfADeadProcess_IsDeletedAtTheStart()
    {
        _files.Replace(Path, [1, 2, 3]);
        using RowPages rows = Open(1);
        Assert.Empty(_files.Paths);
    }

    private readonly StoreWarnings _warnings = new(logger: null);

    private RowPages Open(int pages) =>
        new(TestStore.Options(_files, _clock), Path, pages * RowPages.PageBytes, 4 * pages * RowPages.PageBytes, _warnings);

    private static void Fill(Column<long> column, RowPages rows, int first, int count)
    {
        for (int row = first; row < first + count; row++)
        {
            column.Grow(row + 1);
            column[row] = row * 7_919L;
            if (row % 100 == 0)
            {
                rows.Trim();
            }
        }

        rows.Trim();
    }

    private static void AssertFilled(Column<long> column, int count)
    {
        for (int row = 0; row < count; row += 61)
        {
            Assert.Equal(row * 7_919L, column[row]);
        }
    }
}
