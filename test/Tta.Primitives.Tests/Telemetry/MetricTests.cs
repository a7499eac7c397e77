using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Telemetry;

public sealed class MetricTests
{
    [Fact]
    public async Task Executions_are_counted_and_timed_by_name_type_and_status()
    {
        using var metrics = new MetricRecorder();
        var clock = new ManualTimeProvider();
        Primitive<int, int> slow = Workflow.Step("Slow", (int n) => { clock.Advance(TimeSpan.FromSeconds(1.5)); return n; });
        await slow.Named("w").ExecuteAsync(0, new WorkflowContext(clock));
        const string Step = "{primitive.name=Slow,primitive.type=LambdaPrimitive,status=success}";
        Assert.Equal(1, metrics.Sum("primitive.executions" + Step));
        Assert.Equal(1.5, metrics.Sum("primitive.execution.duration" + Step));
        Assert.Equal(1, metrics.Sum("workflow.executions{workflow.name=w,status=success}"));
        Assert.Equal(1.5, metrics.Sum("workflow.execution.duration{workflow.name=w,status=success}"));
    }

    [Fact]
    public async Task Errors_are_counted_by_type_also_the_type_they_tell_themselves()
    {
        using var metrics = new MetricRecorder();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Steps.Failing().ExecuteAsync(0));
        Primitive<int, int> late = Workflow.Step<int, int>("Late", (int _) => throw new WorkflowTimeoutException("Late", TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<WorkflowTimeoutException>(async () => await late.ExecuteAsync(0));
        Assert.Equal(1, metrics.Sum("primitive.execution.errors{primitive.name=Failing,primitive.type=LambdaPrimitive,error.type=System.InvalidOperationException}"));
        Assert.Equal(1, metrics.Sum("primitive.execution.errors{primitive.name=Late,primitive.type=LambdaPrimitive,error.type=timeout}"));
        Assert.Equal(1, metrics.Sum("workflow.executions{workflow.name=Failing,status=error}"));
    }

    [Fact]
    public async Task A_persona_is_a_label_of_everything_inside_it()
    {
        using var metrics = new MetricRecorder();
        await Steps.Increment.ExecuteAsync(0, new WorkflowContext { Persona = "tta-backend-engineer" });
        Assert.NotEmpty(metrics.Series);
        Assert.All(metrics.Series, series => Assert.EndsWith("persona=tta-backend-engineer}", series, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Active_workflows_go_up_and_down()
    {
        using var metrics = new MetricRecorder();
        var gate = new TaskCompletionSource();
        ValueTask<int> running = Workflow.Step("Wait", async (int n) => { await gate.Task; return n; }).Named("w").ExecuteAsync(0);
        Assert.Equal(1, metrics.Sum("workflow.active_requests{workflow.name=w}"));
        gate.SetResult();
        await running;
        Assert.Equal(0, metrics.Sum("workflow.active_requests{workflow.name=w}"));
        Assert.Equal(2, metrics.Count("workflow.active_requests{workflow.name=w}"));
    }

    [Fact]
    public async Task A_listener_that_leaves_half_way_leaves_no_active_workflow_behind()
    {
        var gate = new TaskCompletionSource();
        Primitive<int, int> wait = Workflow.Step("Wait", async (int n) => { await gate.Task; return n; }).Named("w");
        using var spans = new SpanRecorder();
        ValueTask<int> running = wait.ExecuteAsync(0);
        using var late = new MetricRecorder();
        gate.SetResult();
        await running;
        Assert.Equal(0, late.Count("workflow.active_requests{workflow.name=w}"));
    }
}
