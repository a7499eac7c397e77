using Tta.TestKit;

namespace Tta.Model.Tests;

public sealed class ArenaTests
{
    [Fact]
    public void Slices_KeepTheirContentWhileTheArenaGrows()
    {
        var arena = new ByteArena(1);
        var slices = new List<ByteSlice>();
        for (int i = 0; i < 1000; i++)
        {
            slices.Add(arena.Add($"text {i}"));
        }

        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal($"text {i}", arena.GetString(slices[i]));
        }
    }

    [Fact]
    public void TruncateTo_TakesBackAHalfWrittenItem()
    {
        var arena = new ByteArena();
        arena.Add("kept");
        int mark = arena.Length;
        arena.Add("dropped");
        arena.TruncateTo(mark);
        Assert.True(arena.Written.SequenceEqual("kept"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.TruncateTo(mark + 1));
    }

    [Fact]
    public void RowList_AddsReadsAndRefusesWhatIsNotThere()
    {
        var rows = new RowList<int>();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(i, rows.Add(i * 2));
        }

        rows[7] = 5;
        Assert.Equal(5, rows.Rows[7]);
        rows.TruncateTo(10);
        Assert.Throws<IndexOutOfRangeException>(() => rows[10]);
        rows.Clear();
        Assert.Throws<IndexOutOfRangeException>(() => rows[0]);
    }

    [Fact]
    public void MetricBatch_FilledAgain_AllocatesNothing()
    {
        var batch = new MetricBatch();
        Labels labels = Labels.Of("__name__", "up", "job", "tta");
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            batch.Clear();
            for (int i = 0; i < 50; i++)
            {
                int series = batch.AddSeries(labels);
                batch.AddSample(series, i, 1);
            }
        }));
    }
}
