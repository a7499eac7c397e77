using System.Text.Json;
using Tta.Server.Cli;

namespace Tta.Server.Tests.Cli;

public sealed class TraceTreeTests
{
    private const string Answer = """
        {"data":[{"traceID":"0af7","spans":[
          {"traceID":"0af7","spanID":"c","operationName":"slow","references":[{"refType":"CHILD_OF","traceID":"0af7","spanID":"a"}],"startTime":1500,"duration":700,"tags":[],"logs":[],"processID":"p1"},
          {"traceID":"0af7","spanID":"a","operationName":"root","references":[],"startTime":1000,"duration":1300,"tags":[{"key":"persona","type":"string","value":"reviewer"}],"logs":[],"processID":"p1"},
          {"traceID":"0af7","spanID":"b","operationName":"fast","references":[{"refType":"CHILD_OF","traceID":"0af7","spanID":"a"}],"startTime":1000,"duration":400,"tags":[{"key":"error","type":"bool","value":true}],"logs":[],"processID":"p1"},
          {"traceID":"0af7","spanID":"d","operationName":"inner","references":[{"refType":"CHILD_OF","traceID":"0af7","spanID":"b"}],"startTime":1100,"duration":100,"tags":[],"logs":[],"processID":"p1"}
        ],"processes":{"p1":{"serviceName":"shop","tags":[]}}}],"total":0,"limit":0,"offset":0,"errors":null}
        """;

    [Fact]
    public void Spans_BecomeOneTreeInOrderOfTime()
    {
        TraceTree tree = Read(Answer);
        Assert.Equal("root", Assert.Single(tree.Roots).Operation);
        Assert.Equal(["root", "fast", "inner", "slow"], tree.InOrder().Select(s => s.Operation));
        Assert.Equal([0, 1, 2, 1], tree.InOrder().Select(s => s.Depth));
        Assert.True(tree.InOrder().Single(s => s.Operation == "fast").IsError);
    }

    [Fact]
    public void TheSlowestStep_IsTheOneThatItselfTookLongest()
    {
        TraceTree tree = Read(Answer);
        Assert.Equal("slow", tree.Slowest?.Operation);
        Assert.Equal(300, tree.InOrder().Single(s => s.Operation == "fast").SelfUs);
        Assert.Equal(200, tree.Roots[0].SelfUs);
    }

    [Fact]
    public void ASpanWhoseParentIsMissing_IsARoot() =>
        Assert.Equal(2, Read(Answer.Replace("\"spanID\":\"a\"}],\"startTime\":1500", "\"spanID\":\"x\"}],\"startTime\":1500", StringComparison.Ordinal)).Roots.Count);

    private static TraceTree Read(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        return TraceTree.Read(document.RootElement);
    }
}
