using System.Text;
using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Wire.Tests.Bytes;

public class LabelCollectorTests
{
    [Fact]
    public void Written_labels_are_those_of_a_plain_dictionary() => Seeds.ForAll(500, seed =>
    {
        var random = new Random(seed);
        var collector = new LabelCollector();
        var arena = new ByteArena();
        var expected = new Dictionary<string, (string Value, int Layer)>();
        for (int i = random.Next(40); i > 0; i--)
        {
            if (random.Next(6) == 0)
            {
                // What is taken back leaves no trace.
                LabelCollector.Mark mark = collector.Save();
                collector.Add("a"u8, "gone"u8, 9);
                collector.Add(Encoding.UTF8.GetBytes(Name(random)), "gone"u8, 9);
                collector.Restore(mark);
            }

            (string name, string value, int layer) = (Name(random), random.Next(5) == 0 ? "" : $"v{i}", random.Next(3));
            collector.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value), layer);
            if (value.Length > 0 && (!expected.TryGetValue(name, out (string Value, int Layer) known) || known.Layer <= layer))
            {
                expected[name] = (value, layer);
            }
        }

        var labels = new LabelsBuilder();
        foreach ((string name, (string value, _)) in expected)
        {
            labels.Set(name, value);
        }

        Assert.Equal(labels.Build().ToString(), Rows.Labels(arena, collector.WriteTo(arena)).Trim());
        Assert.Equal(arena.Length, collector.WriteTo(arena).Length);
    });

    [Fact]
    public void Joined_values_come_in_the_order_of_their_source_names_and_only_from_the_highest_layer()
    {
        var collector = new LabelCollector();
        var arena = new ByteArena();
        Add(collector, "x", "low", "a", 0);
        Add(collector, "x", "2", "b", 1);
        Add(collector, "x", "1", "a", 1);
        Add(collector, "y", "alone", "", 0);
        Assert.Equal("{x=\"1;2\", y=\"alone\"}", Rows.Labels(arena, collector.WriteTo(arena, join: true)));
        Assert.Equal("{x=\"2\", y=\"alone\"}", Rows.Labels(arena, collector.WriteTo(arena)));
    }

    private static void Add(LabelCollector collector, string name, string value, string source, int layer) =>
        collector.Add(collector.Bytes.Add(name), collector.Bytes.Add(value), collector.Bytes.Add(source), layer);

    private static string Name(Random random) => ((string[])["a", "b", "ab", "B", "größe", "z"])[random.Next(6)];
}
