using System.Text;
using Tta.Agent.Relabeling;
using Tta.Agent.Scraping;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Exposition;

namespace Tta.Agent.Tests.Scraping;

public class ScrapePageTests
{
    private static readonly Labels s_target = Labels.Of("job", "app", "instance", "h:1");

    private readonly MetricBatch _batch = new();
    private readonly MemoryAppender _appender = new();

    [Theory]
    [InlineData(false, "a{exported_exported_job=\"x\", exported_job=\"y\", instance=\"h:1\", job=\"app\"} 1 @5")]
    [InlineData(true, "a{exported_job=\"y\", instance=\"h:1\", job=\"x\"} 1 @5")]
    public void Clashing_labels(bool honorLabels, string expected)
    {
        var page = new ScrapePage(new ScrapeConfig { JobName = "app", HonorLabels = honorLabels }, s_target);
        Assert.Equal([expected], Scrape(page, "a{job=\"x\",exported_job=\"y\"} 1\n", 5, out _));
    }

    [Fact]
    public void Series_that_vanish_are_ended_once()
    {
        var page = new ScrapePage(new ScrapeConfig { JobName = "app" }, Labels.Empty);
        Assert.Equal(["a{} 1 @1", "b{} 1 @1"], Scrape(page, "a 1\nb 1\n", 1, out PageResult first));
        Assert.Equal(new PageResult(null, 2, 2, 2), first);
        Assert.Equal(["a{} 2 @2", "b{} stale @2"], Scrape(page, "a 2\n", 2, out PageResult second));
        Assert.Equal(new PageResult(null, 1, 1, 0), second);
        Assert.Equal(["a{} 3 @3"], Scrape(page, "a 3\n", 3, out _));
        Assert.Equal(["a{} 4 @4", "b{} 4 @4"], Scrape(page, "b 4\na 4\n", 4, out _));
    }

    [Fact]
    public void A_page_with_an_error_is_not_stored_and_ends_the_series_of_the_last_one()
    {
        var page = new ScrapePage(new ScrapeConfig { JobName = "app" }, Labels.Empty);
        Scrape(page, "a 1\nb 1\n", 1, out _);
        Assert.Equal(["a{} stale @2", "b{} stale @2"], Scrape(page, "a 2\nnew 2\nb{\n", 2, out PageResult failed));
        Assert.Contains("while parsing", failed.Error, StringComparison.Ordinal);
        Assert.Equal([], Scrape(page, "c{\n", 3, out _));
        Assert.Equal(["a{} 4 @4", "new{} 4 @4"], Scrape(page, "a 4\nnew 4\n", 4, out _));
    }

    [Fact]
    public void Own_timestamps_are_taken_and_never_ended_unless_not_honored()
    {
        var page = new ScrapePage(new ScrapeConfig { JobName = "app" }, Labels.Empty);
        Assert.Equal(["a{} 1 @777"], Scrape(page, "a 1 777\n", 1, out _));
        Assert.Equal([], Scrape(page, "", 2, out _));
        page = new ScrapePage(new ScrapeConfig { JobName = "app", HonorTimestamps = false }, Labels.Empty);
        Assert.Equal(["a{} 1 @1"], Scrape(page, "a 1 777\n", 1, out _));
        Assert.Equal(["a{} stale @2"], Scrape(page, "", 2, out _));
    }

    [Fact]
    public void Relabelling_drops_and_changes_series()
    {
        var page = new ScrapePage(
            new ScrapeConfig
            {
                JobName = "app",
                MetricRelabelRules =
                [
                    new RelabelRule(RelabelAction.Drop, "go_.*") { SourceLabels = ["__name__"] },
                    new RelabelRule(RelabelAction.Replace, "(.*)_v2") { SourceLabels = ["__name__"], TargetLabel = "__name__" },
                ],
            },
            Labels.Empty);
        Assert.Equal(["x{} 2 @1"], Scrape(page, "go_y 1\nx_v2 2\n", 1, out PageResult result));
        Assert.Equal(new PageResult(null, 2, 1, 1), result);
        Assert.Equal(["x{} stale @2"], Scrape(page, "go_y 1\n", 2, out _));
    }

    [Theory]
    [InlineData("a 1\nb 1\nc 1\n", "sample limit exceeded")]
    [InlineData("a{x=\"1\",y=\"2\",z=\"3\"} 1\n", "label_limit exceeded")]
    [InlineData("a{long_name=\"1\"} 1\n", "label_name_length_limit exceeded")]
    [InlineData("a{x=\"much too long\"} 1\n", "label_value_length_limit exceeded")]
    [InlineData("a{x=\"1\",x=\"2\"} 1\n", "label name \"x\" is not unique")]
    public void Limits_fail_the_whole_page(string text, string part)
    {
        var limits = new ScrapeLimits { SampleCount = 2, LabelCount = 3, LabelNameBytes = 8, LabelValueBytes = 10 };
        var page = new ScrapePage(new ScrapeConfig { JobName = "app", Limits = limits }, Labels.Empty);
        Assert.Equal([], Scrape(page, text, 1, out PageResult result));
        Assert.Contains(part, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_a_process_that_pushes_is_not_stored()
    {
        bool pushes = false;
        var page = new ScrapePage(new ScrapeConfig { JobName = "app", SkipIfPushed = id => pushes && id == "i-1" }, Labels.Empty);
        const string Text = "target_info{service_instance_id=\"i-1\"} 1\na 1\n";
        Assert.Equal(2, Scrape(page, Text, 1, out _).Count);
        pushes = true;
        Assert.Equal(["a{} stale @2", "target_info{service_instance_id=\"i-1\"} stale @2"], Scrape(page, Text, 2, out PageResult skipped));
        Assert.Equal(new PageResult(null, 2, 0, 0), skipped);
        Assert.Equal([], Scrape(page, Text, 3, out _));
        pushes = false;
        Assert.Equal(2, Scrape(page, Text, 4, out _).Count);
    }

    [Fact]
    public void The_type_of_a_family_decides_about_its_bounds()
    {
        var page = new ScrapePage(new ScrapeConfig { JobName = "app" }, Labels.Empty);
        Assert.Equal(["h_bucket{le=\"1\"} 1 @1"], Scrape(page, "h_bucket{le=\"1\"} 1\n", 1, out _));
        Assert.Equal(["h_bucket{le=\"1\"} stale @2", "h_bucket{le=\"1.0\"} 1 @2"], Scrape(page, "# TYPE h histogram\nh_bucket{le=\"1\"} 1\n", 2, out _));
    }

    [Fact]
    public void Series_of_the_past_are_forgotten()
    {
        var page = new ScrapePage(new ScrapeConfig { JobName = "app" }, Labels.Empty);
        for (int i = 0; i < 20; i++)
        {
            var text = new StringBuilder();
            for (int j = 0; j < 500; j++)
            {
                text.Append("a{i=\"").Append(i).Append("\",j=\"").Append(j).Append("\"} 1\n");
            }

            Assert.Equal(i == 0 ? 500 : 1000, Scrape(page, text.ToString(), i, out PageResult result).Count);
            Assert.Equal(500, result.AddedCount);
        }

        Assert.InRange(page.KnownSeriesCount, 500, 2500);
    }

    [Fact]
    public void An_unchanged_page_allocates_nothing()
    {
        var text = new StringBuilder("# TYPE h histogram\n");
        for (int i = 0; i < 200; i++)
        {
            text.Append("h_bucket{route=\"/r").Append(i).Append("\",le=\"0.5\"} ").Append(i).Append('\n');
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        var page = new ScrapePage(new ScrapeConfig { JobName = "app" }, s_target);
        long time = 0;
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            _batch.Clear();
            page.Add(bytes, ExpositionFormat.PrometheusText, ++time, _batch);
        }));
        Assert.Equal(200, _batch.Samples.Count);
    }

    private List<string> Scrape(ScrapePage page, string text, long timeMs, out PageResult result)
    {
        _batch.Clear();
        result = page.Add(Encoding.UTF8.GetBytes(text), ExpositionFormat.PrometheusText, timeMs, _batch);
        _appender.Add(_batch);
        return _appender.Take();
    }
}
