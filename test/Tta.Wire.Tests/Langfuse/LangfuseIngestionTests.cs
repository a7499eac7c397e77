using System.Text;
using Tta.Model;
using Tta.Wire.Langfuse;

namespace Tta.Wire.Tests.Langfuse;

public sealed class LangfuseIngestionTests
{
    private static readonly byte[] s_batch = Encoding.UTF8.GetBytes("""
        {"batch":[{"id":"e1","type":"generation-create","timestamp":"2026-01-01T00:00:00Z","body":{"id":"g1","traceId":"t1","input":[{"role":"user","content":"h\ud83d\ude80"}],
        "usage":{"promptTokens":1},"usageDetails":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"prompt_tokens_details":{"cached_tokens":1}},"costDetails":{"total":0.1},
        "level":"ERROR","metadata":{"a":[1,{"b":null}]},"promptName":"p","promptVersion":1}},{"id":"e2","type":"trace-create","timestamp":"2026-01-01T00:00:00Z",
        "body":{"id":"t1","tags":["a"],"public":true,"environment":"x"}},{"id":"e3","type":"score-create","timestamp":"2026-01-01T00:00:00Z","body":{"traceId":"t1","name":"n","value":1}}]}
        """);

    [Fact]
    public void The_example_is_taken_whole()
    {
        var into = new LangfuseIngestion();
        Assert.Equal(3, LangfuseIngestion.Decode(s_batch, new Limits(), null, into).ItemCount);
        Assert.Equal((1, 1, 1), (into.Reports.Traces.Count, into.Reports.Observations.Count, into.Reports.Scores.Count));
    }

    [Fact]
    public void No_broken_body_is_more_than_refused()
    {
        byte[] body = (byte[])s_batch.Clone();
        for (int place = 0; place < body.Length; place++)
        {
            foreach (byte value in "\0\"\\{}[],:9e-n"u8)
            {
                body[place] = value;
                Check(body);
            }

            body[place] = 0xff;
            Check(body);
            body[place] = s_batch[place];
            Check(body.AsSpan(0, place));
        }
    }

    private static void Check(ReadOnlySpan<byte> body)
    {
        var into = new LangfuseIngestion();
        DecodeResult result = LangfuseIngestion.Decode(body, new Limits(), null, into);
        Assert.True(result.Error.IsError ? into.Reports.Count == 0 : into.Outcomes.Count == result.ItemCount + result.RejectedCount, Encoding.UTF8.GetString(body));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\\ud83d\\ude80", "🚀")]
    [InlineData("a\\ud83db", "a\ufffdb")]
    [InlineData("\\ude80\\ud83d", "\ufffd\ufffd")]
    [InlineData("\\\\ud83d", "\\ud83d")]
    [InlineData("\\ud83d\\ud83d\\ude80", "\ufffd🚀")]
    public void Halves_of_characters_are_replaced(string escaped, string expected) =>
        Assert.Equal(expected, LangfuseJson.Parse($"[\"{escaped}\"]", 64).ArrayValue[0].StringValue);
}
