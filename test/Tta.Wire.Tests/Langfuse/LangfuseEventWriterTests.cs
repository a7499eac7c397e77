using System.Buffers;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Wire.Langfuse;

namespace Tta.Wire.Tests.Langfuse;

public sealed class LangfuseEventWriterTests
{
    private const int MaxEventBytes = 1 << 20;

    [Fact]
    public void What_is_written_and_read_again_is_the_same() => Seeds.ForAll(400, seed =>
    {
        LlmBatch said = new RandomReports(seed).Batch();
        LlmBatch read = Read(Lines(said, new LangfuseEventWriter(Guid.NewGuid, MaxEventBytes)));
        Assert.Equal(said.Traces.Select(Text), read.Traces.Select(Text));
        Assert.Equal(said.Observations.Select(Text), read.Observations.Select(Text));
        Assert.Equal(said.Scores.Select(Text), read.Scores.Select(Text));
    });

    [Fact]
    public void What_Langfuse_has_no_field_for_is_left_out()
    {
        var batch = new LlmBatch();
        batch.Traces.Add(new LlmTraceChange { Id = "t", EventNs = 1, Bookmarked = true, Workspace = "w1", Service = "s1" });
        batch.Observations.Add(new LlmObservationChange
        {
            Id = "o", EventNs = 1, StartNs = 1, Provider = "p1", Persona = "p2", ChatMode = "c1", WorkflowName = "w2", Workspace = "w3", Service = "s2", Operation = "o1",
        });
        batch.Scores.Add(new LlmScoreChange
        {
            Id = "s", EventNs = 1, TraceId = "t", Name = "n", DataType = LlmScoreDataType.Numeric, Source = LlmScoreSource.Api, Number = 1, ConfigId = "c2", QueueId = "q1",
        });
        batch.DeletedTraceIds.Add("t");
        string lines = Encoding.UTF8.GetString(Lines(batch, new LangfuseEventWriter(Guid.NewGuid, MaxEventBytes)));
        Assert.Equal(3, lines.Count(c => c == '\n'));
        Assert.All((string[])["w1", "s1", "p1", "p2", "c1", "w2", "w3", "s2", "o1", "c2", "q1"], text => Assert.DoesNotContain($"\"{text}\"", lines, StringComparison.Ordinal));
    }

    [Fact]
    public void An_update_stays_an_update()
    {
        var batch = new LlmBatch();
        batch.Observations.Add(new LlmObservationChange { Id = "o", EventNs = 1_500_000_000_000_000_001, Type = LlmObservationType.Generation, OutputJson = "done" });
        byte[] lines = Lines(batch, new LangfuseEventWriter(Guid.NewGuid, MaxEventBytes));
        using JsonDocument line = JsonDocument.Parse(lines);
        Assert.Equal("generation-update", line.RootElement.GetProperty("type").GetString());
        Assert.Equal("2017-07-14T02:40:00.000000001Z", line.RootElement.GetProperty("timestamp").GetString());
        Assert.Null(Read(lines).Observations[0].StartNs);
    }

    [Fact]
    public void Metadata_that_is_no_JSON_or_stands_on_several_lines_breaks_no_line()
    {
        var batch = new LlmBatch();
        batch.Traces.Add(new LlmTraceChange { Id = "a", EventNs = 1, MetadataJson = "{\n\"k\" : 1 }" });
        batch.Traces.Add(new LlmTraceChange { Id = "b", EventNs = 1, MetadataJson = "{\"k\": \n" });
        LlmBatch read = Read(Lines(batch, new LangfuseEventWriter(Guid.NewGuid, MaxEventBytes)));
        Assert.Equal(["{\"k\":1}", "{\"metadata\":\"{\\\"k\\\": \\n\"}"], read.Traces.Select(trace => trace.MetadataJson));
    }

    [Fact]
    public void An_event_that_nobody_would_take_loses_its_texts_and_keeps_its_numbers()
    {
        var batch = new LlmBatch();
        batch.Observations.Add(new LlmObservationChange
        {
            Id = "o", EventNs = 1, StartNs = 1, InputJson = new string('x', 5_000), UsageDetails = new Dictionary<string, long> { ["input"] = 7 },
        });
        var writer = new LangfuseEventWriter(Guid.NewGuid, 4_000);
        LlmObservationChange read = Read(Lines(batch, writer)).Observations[0];
        Assert.Contains("left out by tta", read.InputJson, StringComparison.Ordinal);
        Assert.Equal(7, read.UsageDetails!["input"]);
        Assert.Equal(1, writer.ShortenedCount);
    }

    private static byte[] Lines(LlmBatch batch, LangfuseEventWriter writer)
    {
        var lines = new ArrayBufferWriter<byte>();
        Assert.Equal(batch.Traces.Count + batch.Observations.Count + batch.Scores.Count, writer.Write(batch, lines));
        return lines.WrittenSpan.ToArray();
    }

    private static LlmBatch Read(byte[] lines)
    {
        string body = "{\"batch\":[" + Encoding.UTF8.GetString(lines).TrimEnd('\n').Replace('\n', ',') + "]}";
        var into = new LangfuseIngestion();
        Assert.Equal(0, LangfuseIngestion.Decode(Encoding.UTF8.GetBytes(body), new Limits(), null, into).RejectedCount);
        return into.Reports;
    }

    private static string Text<T>(T report) => JsonSerializer.Serialize(report);
}
