using FsCheck;
using FsCheck.Fluent;
using Tta.Model;
using Tta.Storage.Metrics;
using Tta.Storage.Tests.Files;

namespace Tta.Storage.Tests.Metrics;

/// <summary>Any interleaving of appends and reopenings answers like a dictionary.</summary>
public sealed class MetricStoreModelTests
{
    [Fact]
    public void AnyInterleaving_AnswersLikeADictionary()
    {
        // One operation: series, time offset in 100 ms, value; a negative series means kill and reopen.
        Gen<(int Series, int Time, int Value)> operation = Gen.Choose(-1, 5).SelectMany(
            series => Gen.Choose(0, 400).SelectMany(time => Gen.Choose(0, 3).Select(value => (series, time, value))));
        Prop.ForAll(Arb.From(operation.ArrayOf(150)), operations => Check(operations)).QuickCheckThrowOnFailure();
    }

    private static void Check((int Series, int Time, int Value)[] operations)
    {
        var files = new FaultyFileSystem();
        StoreOptions options = TestStore.Options(files) with { SegmentBytes = 1 };
        MetricStore store = MetricStore.Open(options);
        var model = new SortedDictionary<(int Series, long TimeMs), double>();
        var batch = new MetricBatch();
        foreach ((int series, int time, int value) in operations)
        {
            if (series < 0)
            {
                files = files.AfterKill();
                store = MetricStore.Open(options with { FileSystem = files });
                continue;
            }

            long timeMs = TestStore.StartMs + (time * 100);
            batch.Clear();
            batch.AddSample(batch.AddSeries(Labels.Of("__name__", "m", "x", $"{series}")), timeMs, value);
            AppendResult result = Run(store.AppendAsync(batch, default));
            bool isKept = model.TryAdd((series, timeMs), value) || model[(series, timeMs)] == value;
            Assert.Equal(isKept ? 1 : 0, result.AcceptedCount);
        }

        Assert.Equal(model.Select(pair => (pair.Key.Series, pair.Key.TimeMs, pair.Value)), Read(store));
        Assert.Equal(model.Count, store.Status.ItemCount);
        Assert.Equal(Read(store), Read(MetricStore.Open(options with { FileSystem = files.AfterKill() })));
    }

    private static List<(int Series, long TimeMs, double Value)> Read(MetricStore store)
    {
        var all = new List<(int, long, double)>();
        using SeriesSet set = Run(store.SelectAsync(new MetricSelection([LabelMatcher.Equal("__name__", "m")], 0, long.MaxValue), default));
        foreach (SeriesSamples series in set.Series)
        {
            for (int i = 0; i < series.Count; i++)
            {
                all.Add((int.Parse(series.Labels["x"], System.Globalization.CultureInfo.InvariantCulture), series.TimesMs[i], series.Values[i]));
            }
        }

        return all;
    }

    // The store answers from memory: these tasks are complete when they are returned.
    private static T Run<T>(ValueTask<T> task)
    {
        Assert.True(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }
}
