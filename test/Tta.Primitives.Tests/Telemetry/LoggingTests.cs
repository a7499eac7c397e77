using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Telemetry;

public sealed class LoggingTests
{
    [Fact]
    public async Task A_workflow_logs_its_course()
    {
        using var log = new LogRecorder();
        var context = new WorkflowContext { WorkflowId = "w1" };
        await Steps.Increment.Named("count").ExecuteAsync(0, context);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await (Steps.Increment >> Steps.Failing("secret")).WithFallback(Steps.Failing("other")).Named("count").ExecuteAsync(0, context));
        Assert.Contains("Information: workflow count w1 started", log.Lines);
        Assert.Contains(log.Lines, line => line.StartsWith("Information: workflow count w1 completed in ", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith("Debug: primitive Increment (LambdaPrimitive) completed in ", StringComparison.Ordinal));
        Assert.Equal(2, log.Lines.Count(line => line.StartsWith("Warning: primitive ", StringComparison.Ordinal)));
        Assert.Contains(log.Lines, line => line.StartsWith("Warning: primitive Failing (LambdaPrimitive) failed after ", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith("Error: workflow count w1 failed after ", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Null_means_silence()
    {
        TtaLogging.LoggerFactory = null!;
        Assert.False(TtaLogging.IsActive);
    }
}
