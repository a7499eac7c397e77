using System.Text;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Exposition;
using Tta.Wire.Tests.Otlp;

namespace Tta.Wire.Tests.Exposition;

public class ExpositionReaderTests
{
    private const string Page = """
        # HELP a_seconds time \\ and \n more
        # TYPE a_seconds histogram
        # UNIT a_seconds seconds
        a_seconds_bucket{route="/\"x\"",le="1"} 5 1.5 # {trace_id="t",b="é"} 0.5 1.25
        a_seconds_bucket{route="/\"x\"",le="+Inf"} 6 1.5
        a_seconds_created{route="/\"x\""} 1 1.5
        # TYPE b counter
        b_total{} 12345.5
        # EOF

        """;

    [Fact]
    public void A_page_becomes_a_batch()
    {
        var batch = new MetricBatch();
        DecodeResult result = TextExposition.Parse(Encoding.UTF8.GetBytes(Page), ExpositionFormat.OpenMetricsText, 7, batch, l => l.ToBuilder().Set("job", "j").Build());
        Assert.Equal((3, 0), (result.ItemCount, result.RejectedCount));
        Assert.Equal(
            ["a_seconds_bucket{job=\"j\", le=\"1.0\", route=\"/\\\"x\\\"\"} 5 @1500", "a_seconds_bucket{job=\"j\", le=\"+Inf\", route=\"/\\\"x\\\"\"} 6 @1500", "b_total{job=\"j\"} 12345.5 @7"],
            Rows.Of(batch));
        MetricBatch.ExemplarRow exemplar = batch.Exemplars[0];
        Assert.Equal((0, 1250, 0.5), (exemplar.SeriesIndex, exemplar.TimeMs, exemplar.Value));
        Assert.Equal("{b=\"é\", trace_id=\"t\"}", Rows.Labels(batch.Arena, exemplar.Labels));
        MetricBatch.MetadataRow row = batch.Metadata[0];
        Assert.Equal(("a_seconds", MetricType.Histogram, "time \\ and \n more", "seconds"),
            (batch.Arena.GetString(row.Name), row.Type, batch.Arena.GetString(row.Help), batch.Arena.GetString(row.Unit)));
    }

    [Fact]
    public void An_error_names_the_line_and_leaves_the_batch_as_it_was()
    {
        var batch = new MetricBatch();
        DecodeResult result = TextExposition.Parse("good 1\nbad{a=\"b\" 2\n"u8, ExpositionFormat.PrometheusText, 7, batch);
        Assert.Equal(7, result.Error.Offset);
        Assert.Contains("while parsing: \"bad{a=\"b\" 2\"", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (batch.Samples.Count, batch.Series.Count, batch.Arena.Length));
    }

    [Fact]
    public void A_label_that_occurs_twice_is_rejected_alone()
    {
        var batch = new MetricBatch();
        DecodeResult result = TextExposition.Parse("a{x=\"1\",x=\"2\"} 1\nb 2\n"u8, ExpositionFormat.PrometheusText, 7, batch);
        Assert.Equal((1, 1, RejectReason.InvalidLabels), (result.ItemCount, result.RejectedCount, result.FirstRejection.Reason));
    }

    [Theory]
    [InlineData("5e-1", 0.5)]
    [InlineData("+5", 5.0)]
    [InlineData(".5", 0.5)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("iNFinity", double.PositiveInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("123456789012345678", 123456789012345678.0)]
    [InlineData("1e999", null)]
    [InlineData("0x10", null)]
    [InlineData("1_0", null)]
    [InlineData("+nan", null)]
    [InlineData("1,5", null)]
    [InlineData("-", null)]
    public void Values_are_read_as_Go_reads_them(string text, double? expected)
    {
        var reader = new ExpositionReader(Encoding.UTF8.GetBytes($"a {text}\n"), ExpositionFormat.PrometheusText);
        Assert.Equal(expected.HasValue, reader.Read());
        if (expected is { } value)
        {
            Assert.Equal(value, reader.Value);
        }
    }

    [Fact]
    public void Damaged_pages_never_throw_and_errors_point_into_the_page() => Seeds.ForAll(5000, seed =>
    {
        var random = new RandomTelemetry(seed);
        byte[] page = random.Damage(Encoding.UTF8.GetBytes(Page));
        ExpositionFormat format = random.Next(2) == 0 ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText;
        var batch = new MetricBatch();
        DecodeResult result = TextExposition.Parse(page, format, 7, batch);
        Assert.True(!result.Error.IsError || (result.Error.Offset >= 0 && result.Error.Offset <= page.Length));
        Rows.Of(batch);
    });

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] page = Encoding.UTF8.GetBytes(Page);
        var metadata = new ExpositionMetadata();
        var arena = new ByteArena();
        int count = 0;
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            metadata.Clear();
            arena.Clear();
            var reader = new ExpositionReader(page, ExpositionFormat.OpenMetricsText);
            while (reader.Read())
            {
                metadata.Add(reader);
                if (reader.Entry == ExpositionEntry.Series && !reader.IsStartTime)
                {
                    count++;
                    if (reader.HasExemplar)
                    {
                        reader.AddExemplarLabels(arena);
                    }
                }
            }
        }));
        Assert.Equal(0, count % 3);
    }
}
