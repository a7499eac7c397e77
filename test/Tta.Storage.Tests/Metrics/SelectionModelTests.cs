using Tta.Model;
using Tta.Storage.LabelSets;
using MatchType = Tta.Model.MatchType;

namespace Tta.Storage.Tests.Metrics;

/// <summary>Selection through postings equals asking every label set, for every kind of matcher and while label sets are added.</summary>
public sealed class SelectionModelTests
{
    private const int Seed = 20260101;

    [Fact]
    public void Select_EqualsAFullScan()
    {
        var random = new Random(Seed);
        var index = new LabelIndex();
        var all = new List<Labels>();
        var arena = new ByteArena();
        for (int round = 0; round < 400; round++)
        {
            Labels labels = Labels.Of("a", Value(random), "b", Value(random), "c", Value(random), "n", $"{round % 90}");
            arena.Clear();
            EncodedLabels.Write(arena, labels);
            if (index.Find(arena.Written) < 0)
            {
                Assert.Equal(all.Count, index.Add(arena.Written));
                all.Add(labels);
            }

            LabelMatcher[] matchers = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Matcher(random))];
            List<int> found = index.Select(matchers);
            IEnumerable<int> expected = Enumerable.Range(0, all.Count).Where(id => matchers.All(matcher => matcher.Matches(all[id])));
            Assert.True(expected.SequenceEqual(found), $"seed {Seed}, round {round}: {string.Join(' ', matchers.Select(matcher => matcher.ToString()))}");
            index.Sort(found);
            Assert.Equal(expected.Select(id => all[id]).Order(), found.Select(id => all[id]));
        }

        Assert.True(all.Count > 200, "the test needs more label sets than are sorted directly");
    }

    private static string Value(Random random) => random.Next(4) switch { 0 => "", 1 => "x", 2 => "y", _ => "long value" };

    private static LabelMatcher Matcher(Random random)
    {
        string[] values = ["", "x", "y", "x|y", ".*", ".+", "l.*e", "nope", "x|"];
        var type = (MatchType)random.Next(4);
        return new LabelMatcher(type, random.Next(5) switch { 0 => "a", 1 => "b", 2 => "c", 3 => "n", _ => "absent" }, values[random.Next(values.Length)]);
    }
}
