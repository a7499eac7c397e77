using System.Text;
using Tta.TestKit;
using Tta.Wire.Logs;

namespace Tta.Wire.Tests.Logs;

public class LevelDetectorTests
{
    [Theory]
    [InlineData("", "unknown")]
    [InlineData("hello world", "unknown")]
    [InlineData("2026-01-01 ERROR could not connect, info follows", "error")]
    [InlineData("[WRN] slow", "warn")]
    [InlineData("terror and errors", "unknown")]
    [InlineData("trace_id=7 fine", "unknown")]
    [InlineData("ts=1 level=warning msg=\"an error\"", "warn")]
    [InlineData("ts=1 level=\"Information\" msg=\"an error\"", "info")]
    [InlineData("{\"msg\":\"error\",\"Level\":\"Debug\"}", "debug")]
    [InlineData("{\"nested\":{\"level\":7},\"msg\":\"fatal\"}", "fatal")]
    [InlineData("{\"level\":30,\"msg\":\"x\"}", "unknown")]
    [InlineData("{not json critical", "critical")]
    [InlineData("{ \"a\\\"level\" : \"x\", \"severity\" : \"WARNING\" }", "warn")]
    [InlineData("{\"level\":", "unknown")]
    [InlineData("{\"level", "unknown")]
    [InlineData("{\"level\":\"err\\", "error")]
    [InlineData("{\"a\":[{\"level\":\"x\"}],\"lvl\":\"dbg", "debug")]
    [InlineData("größe INFO", "info")]
    public void Level_of_a_line(string line, string level) =>
        Assert.Equal(level, Encoding.UTF8.GetString(LevelDetector.FromLine(Encoding.UTF8.GetBytes(line))));

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "trace")]
    [InlineData(8, "debug")]
    [InlineData(9, "info")]
    [InlineData(16, "warn")]
    [InlineData(17, "error")]
    [InlineData(24, "fatal")]
    [InlineData(25, "")]
    public void Level_of_a_severity_number(int number, string level)
    {
        Assert.Equal(level.Length > 0, LevelDetector.TryFromSeverityNumber(number, out ReadOnlySpan<byte> found));
        Assert.Equal(level, Encoding.UTF8.GetString(found));
    }

    [Fact]
    public void Any_bytes_have_a_level() => Seeds.ForAll(3000, seed =>
    {
        var random = new Random(seed);
        byte[] line = new byte[random.Next(60)];
        ReadOnlySpan<byte> alphabet = "{}[]\"\\:=, levinfo"u8;
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = alphabet[random.Next(alphabet.Length)];
        }

        Assert.False(LevelDetector.FromLine(line).IsEmpty);
    });

    [Fact]
    public void Detection_allocates_nothing()
    {
        byte[] json = Encoding.UTF8.GetBytes("{\"msg\":\"a\",\"x\":{\"y\":[1,2]},\"level\":\"warn\"}");
        byte[] text = Encoding.UTF8.GetBytes("2026-01-01T00:00:00Z a=b nothing to see here");
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            LevelDetector.FromLine(json);
            LevelDetector.FromLine(text);
        }));
    }
}
