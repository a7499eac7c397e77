using System.Diagnostics;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Telemetry;

public sealed class ManyWorkflowsTests
{
    [Fact]
    public async Task Ten_thousand_workflows_at_once_are_ten_thousand_whole_traces()
    {
        const int WorkflowCount = 10_000;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Primitive<int, int> wait = Workflow.Step("Wait", async (int n) => { await gate.Task; return n; });
        Primitive<int, int> flaky = Workflow.Step("Flaky", async (int n, WorkflowContext context, CancellationToken _) =>
        {
            await Task.Yield();
            return context.State.Update("attempt", 0, static attempt => attempt + 1) == 1 ? throw new InvalidOperationException("not yet") : n;
        });
        Primitive<int, int> workflow = (wait
            >> flaky.WithRetry(new RetryOptions { BaseDelay = TimeSpan.Zero })
            >> (Steps.Increment | Steps.Increment)
            >> (both => both.Item1 + both.Item2)).Named("many");
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Task<int>[] running = [.. Enumerable.Range(0, WorkflowCount).Select(n => workflow.ExecuteAsync(n).AsTask())];
        Assert.Equal(WorkflowCount, metrics.Sum("workflow.active_requests{workflow.name=many}"));
        gate.SetResult();
        Assert.Equal(Enumerable.Range(0, WorkflowCount).Select(n => 2 * (n + 1)), await Task.WhenAll(running));

        ILookup<ActivityTraceId, Activity> traces = spans.Stopped.ToLookup(span => span.TraceId);
        Assert.Equal(WorkflowCount, traces.Count);
        foreach (IGrouping<ActivityTraceId, Activity> trace in traces)
        {
            // many, Wait, RetryPrimitive, 2 attempts, 2 Flaky, ParallelPrimitive, 2 branches, 2 Increment, Lambda
            Assert.Equal(13, trace.Count());
            HashSet<ActivitySpanId> ids = [.. trace.Select(span => span.SpanId)];
            Activity root = Assert.Single(trace, span => !ids.Contains(span.ParentSpanId));
            Assert.All(trace, span => Assert.Equal(root.GetTagItem("workflow.id"), span.GetTagItem("workflow.id") ?? root.GetTagItem("workflow.id")));
        }

        Assert.Equal(0, metrics.Sum("workflow.active_requests{workflow.name=many}"));
        Assert.Equal(WorkflowCount, metrics.Sum("workflow.executions{workflow.name=many,status=success}"));
        Assert.Equal(2 * WorkflowCount, metrics.SumOf("retry.attempts"));
    }
}
