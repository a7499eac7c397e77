using System.Buffers;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Query.LogQl;
using Tta.Query.PromQl;
using Tta.Server.Loki;

namespace Tta.Server.Tests.Loki;

public sealed class LokiJsonTests
{
    private static readonly LogStreamResult s_stream = new(
        Labels.Of("job", "a"),
        [
            new LogEntryResult(2, "second", Labels.Of("trace_id", "t1", "job", "ignored"), Labels.Empty),
            new LogEntryResult(1, "first", Labels.Empty, Labels.Of("level", "info")),
        ]);

    [Fact]
    public void Joined_EntriesWithDifferentMetadata_AreDifferentStreams()
    {
        string json = Written(new LogQlResult([s_stream], null, 2, 11), categorize: false);
        Assert.Contains(
            """
            "result":[{"stream":{"job":"a","trace_id":"t1"},"values":[["2","second"]]},{"stream":{"job":"a","level":"info"},"values":[["1","first"]]}]
            """,
            json, StringComparison.Ordinal);
        Assert.Contains("\"totalLinesProcessed\":2", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Categorized_MetadataAndParsedLabelsStayApart()
    {
        string json = Written(new LogQlResult([s_stream], null, 0, 0), categorize: true);
        Assert.Contains("\"encodingFlags\":[\"categorize-labels\"]", json, StringComparison.Ordinal);
        Assert.Contains("""["2","second",{"structuredMetadata":{"job":"ignored","trace_id":"t1"}}],["1","first",{"parsed":{"level":"info"}}]""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void MetricQuery_HasTheShapeOfPrometheus()
    {
        string json = Written(new LogQlResult(null, new VectorValue([new VectorSample(Labels.Of("job", "a"), 1000, 2)]), 0, 0), categorize: false);
        Assert.Contains("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"a"},"value":[1,"2"]}],"stats":""", json, StringComparison.Ordinal);
    }

    private static string Written(LogQlResult result, bool categorize)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            LokiJson.Write(writer, result, categorize);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
