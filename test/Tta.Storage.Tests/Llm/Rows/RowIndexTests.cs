using System.Globalization;
using System.Text;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Rows;
using Tta.Storage.Tests.Files;

namespace Tta.Storage.Tests.Llm.Rows;

/// <summary>The index finds what a dictionary would, however its rows are spread over memory and runs.</summary>
public sealed class RowIndexTests
{
    public static TheoryData<int, int> SeedsAndSizes => new() { { 1, 1 }, { 2, 7 }, { 3, 100 }, { 4, 2_000 } };

    [Theory]
    [MemberData(nameof(SeedsAndSizes))]
    public void AnyIds_AreFoundWithAllTheirRows(int seed, int recentRows)
    {
        using var rows = new RowPages(TestStore.Options(new FaultyFileSystem()), "/data/llm/rows.scratch", 1, 1, new StoreWarnings(logger: null));
        var group = new PageGroup(rows);
        var arena = new IdArena(group);
        var ids = new Column<uint>(group);
        var index = new RowIndex(group, arena, ids, recentRows);
        var model = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        var random = new Random(seed);
        int count = recentRows == 1 ? 100 : 5_000;
        for (int row = 0; row < count; row++)
        {
            string id = random.Next(4) == 0 ? $"id {random.Next(count)}" : random.Next(count).ToString("x16", CultureInfo.InvariantCulture);
            ids.Grow(row + 1);
            ids[row] = arena.Add(Packed(id));
            index.Add(row);
            rows.Trim();
            (model.TryGetValue(id, out HashSet<int>? known) ? known : model[id] = []).Add(row);
        }

        Assert.All(model, pair => Assert.Equal(pair.Value, Found(index, pair.Key)));
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Empty(Found(index, $"never {i}"));
            rows.Trim();
        }
    }

    [Fact]
    public void UnknownIds_AreMostlyToldFromMemory()
    {
        var files = new FaultyFileSystem();
        using var rows = new RowPages(TestStore.Options(files), "/data/llm/rows.scratch", 1, 1, new StoreWarnings(logger: null));
        var group = new PageGroup(rows);
        var arena = new IdArena(group);
        var ids = new Column<uint>(group);
        var index = new RowIndex(group, arena, ids, recentRows: 1_000);
        for (int row = 0; row < 13_000; row++)
        {
            ids.Grow(row + 1);
            ids[row] = arena.Add(Packed($"known {row}"));
            index.Add(row);
        }

        int reads = 0;
        files.UnreadableFrom = _ =>
        {
            reads++;
            return null;
        };
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Empty(Found(index, $"unknown {i}"));
            rows.Trim();
        }

        Assert.InRange(reads, 0, 400); // One in a hundred of 6 runs each, and few of those have the same hash.
    }

    private static HashSet<int> Found(RowIndex index, string id)
    {
        var found = new HashSet<int>();
        byte[] packed = Packed(id);
        var probe = new RowProbe();
        while (index.Next(packed, ref probe) is >= 0 and var row)
        {
            Assert.True(found.Add(row));
        }

        return found;
    }

    private static byte[] Packed(string id)
    {
        byte[] packed = new byte[IdArena.MaxPackedBytes];
        return packed[..IdArena.Pack(Encoding.UTF8.GetBytes(id), packed)];
    }
}
