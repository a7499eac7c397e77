using System.Diagnostics;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Telemetry;

public sealed class SpanTests
{
    [Fact]
    public async Task The_outermost_primitive_is_the_workflow_and_steps_are_its_children()
    {
        using var spans = new SpanRecorder();
        await (Steps.Increment >> Steps.Increment >> Steps.Increment).Named("count").ExecuteAsync(0);
        Assert.Equal("count(Increment, Increment, Increment)", spans.Tree());
        Activity root = spans.Single("primitive.count");
        Assert.Equal("invoke_workflow", root.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("count", root.GetTagItem("gen_ai.workflow.name"));
        Assert.Equal(ActivityKind.Internal, root.Kind);
        Assert.All(spans.All("primitive.Increment"), step => Assert.Null(step.GetTagItem("gen_ai.operation.name")));
    }

    [Fact]
    public async Task An_unnamed_primitive_is_a_workflow_of_its_own_name()
    {
        using var spans = new SpanRecorder();
        await Steps.Increment.ExecuteAsync(0);
        Assert.Equal("Increment", spans.Single("primitive.Increment").GetTagItem("gen_ai.workflow.name"));
    }

    [Fact]
    public async Task Every_span_carries_the_identity_of_its_workflow()
    {
        using var spans = new SpanRecorder();
        var context = new WorkflowContext
        {
            SessionId = "s1", Persona = "tta-data-scientist", ChatMode = "review", Workspace = "main",
        }.WithTag("tier", "gold");
        await (Steps.Increment >> Steps.Increment).Named("count").ExecuteAsync(0, context);
        Assert.All(spans.Stopped, span =>
        {
            Assert.Equal(span.OperationName, "primitive." + span.GetTagItem("primitive.name"));
            Assert.Equal(context.WorkflowId, span.GetTagItem("workflow.id"));
            Assert.Equal("count", span.GetTagItem("workflow.name"));
            Assert.Equal("s1", span.GetTagItem("session.id"));
            Assert.Equal(context.CorrelationId, span.GetTagItem("correlation.id"));
            Assert.Equal("tta-data-scientist", span.GetTagItem("persona"));
            Assert.Equal("review", span.GetTagItem("chatmode"));
            Assert.Equal("gold", span.GetTagItem("tag.tier"));
        });
        Assert.Equal("LambdaPrimitive", spans.All("primitive.Increment")[0].GetTagItem("primitive.type"));
        Assert.Equal("Workflow", spans.Single("primitive.count").GetTagItem("primitive.type"));
    }

    [Fact]
    public async Task A_failure_marks_every_span_around_it_and_only_the_innermost_has_the_stack_trace()
    {
        using var spans = new SpanRecorder();
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await (Steps.Increment >> Steps.Failing()).Named("count").ExecuteAsync(0));
        foreach (string name in (string[])["primitive.Failing", "primitive.count"])
        {
            Activity span = spans.Single(name);
            Assert.Equal(ActivityStatusCode.Error, span.Status);
            Assert.Equal("System.InvalidOperationException", span.GetTagItem("error.type"));
            ActivityEvent exception = Assert.Single(span.Events);
            Assert.Equal("exception", exception.Name);
            Assert.Contains(exception.Tags, tag => tag is { Key: "exception.message", Value: "no luck" });
            Assert.Equal(name == "primitive.Failing", exception.Tags.Any(tag => tag.Key == "exception.stacktrace"));
        }

        Assert.Equal(ActivityStatusCode.Unset, spans.Single("primitive.Increment").Status);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_no_error()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        using var cancellation = new CancellationTokenSource();
        ValueTask<int> running = Steps.Endless().Named("wait").ExecuteAsync(0, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
        Assert.All(spans.Stopped, span =>
        {
            Assert.Equal(ActivityStatusCode.Unset, span.Status);
            Assert.Equal("cancelled", span.GetTagItem("primitive.status"));
            Assert.Empty(span.Events);
        });
        Assert.Equal(1, metrics.Sum("primitive.executions{primitive.name=Endless,primitive.type=LambdaPrimitive,status=cancelled}"));
        Assert.Equal(0, metrics.SumOf("primitive.execution.errors"));
    }

    [Fact]
    public async Task A_cancellation_that_the_caller_did_not_ask_for_is_an_error()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> step = Workflow.Step<int, int>("Gone", (int _) => throw new TaskCanceledException("the server hung up"));
        await Assert.ThrowsAsync<TaskCanceledException>(async () => await step.ExecuteAsync(0));
        Assert.Equal(ActivityStatusCode.Error, spans.Single("primitive.Gone").Status);
    }

    [Fact]
    public async Task A_cancelled_workflow_starts_no_further_step()
    {
        using var cancellation = new CancellationTokenSource();
        int later = 0;
        Primitive<int, int> chain = Workflow.Step("Cancel", (int n) => { cancellation.Cancel(); return n; })
            >> Workflow.Step("Later", (int n) => { later++; return n; });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await chain.ExecuteAsync(0, cancellation.Token));
        Assert.Equal(0, later);
    }

    [Fact]
    public async Task The_span_of_the_caller_is_current_again_at_once_and_parent_of_the_workflow()
    {
        using var spans = new SpanRecorder();
        using Activity outer = new Activity("outer").Start();
        var gate = new TaskCompletionSource();
        ValueTask<int> running = Workflow.Step("Wait", async (int n) => { await gate.Task; return n; }).ExecuteAsync(0);
        Assert.Same(outer, Activity.Current);
        gate.SetResult();
        await running;
        Assert.Same(outer, Activity.Current);
        Assert.Equal(outer.SpanId, spans.Single("primitive.Wait").ParentSpanId);
    }

    [Fact]
    public async Task A_step_sees_its_span_and_its_context_as_current()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> look = Workflow.Step("Look", async (int n) =>
        {
            await Task.Yield();
            Assert.Equal("primitive.Look", Activity.Current!.OperationName);
            Assert.Equal("seen", WorkflowContext.Current!.WorkflowName);
            return n;
        });
        await look.Named("seen").ExecuteAsync(0);
        Assert.Null(WorkflowContext.Current);
    }

    [Fact]
    public async Task A_remote_parent_is_continued_and_an_unrelated_one_is_linked()
    {
        using var spans = new SpanRecorder();
        const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await Steps.Increment.ExecuteAsync(0, WorkflowContext.Extract([KeyValuePair.Create("traceparent", TraceParent)]));
        using (new Activity("outer").Start())
        {
            await Steps.Increment.ExecuteAsync(0, WorkflowContext.Extract([KeyValuePair.Create("traceparent", TraceParent)]));
        }

        Activity[] both = spans.All("primitive.Increment");
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", both[0].TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", both[0].ParentSpanId.ToHexString());
        Assert.NotEqual("4bf92f3577b34da6a3ce929d0e0e4736", both[1].TraceId.ToHexString());
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", Assert.Single(both[1].Links).Context.TraceId.ToHexString());
    }

    [Fact]
    public async Task A_step_whose_flow_was_broken_stays_in_the_trace()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> detached = Workflow.Step("Detached", async (int n, WorkflowContext context, CancellationToken cancellation) =>
        {
            Task<int> elsewhere;
            using (ExecutionContext.SuppressFlow())
            {
                elsewhere = Task.Run(async () => await Steps.Increment.ExecuteAsync(n, context, cancellation), cancellation);
            }

            return await elsewhere;
        });
        await detached.Named("w").ExecuteAsync(0);
        Activity step = spans.Single("primitive.Increment");
        Assert.Equal(spans.Single("primitive.w").SpanId, step.ParentSpanId);
    }

    [Fact]
    public async Task A_workflow_inside_a_workflow_is_counted_and_traced_as_its_own()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Primitive<int, int> inner = Steps.Increment.Named("inner");
        await (Steps.Increment >> inner).Named("outer").ExecuteAsync(0);
        Assert.Equal("outer(Increment, inner(Increment))", spans.Tree());
        Assert.Equal("inner", spans.All("primitive.Increment").Single(span => span.ParentSpanId == spans.Single("primitive.inner").SpanId)
            .GetTagItem("workflow.name"));
        Assert.Equal(1, metrics.Sum("workflow.executions{workflow.name=inner,status=success}"));
        Assert.Equal(1, metrics.Sum("workflow.executions{workflow.name=outer,status=success}"));
    }

    [Fact]
    public async Task Unsampled_spans_are_not_filled()
    {
        using var spans = new SpanRecorder(ActivitySamplingResult.PropagationData);
        await Steps.Increment.ExecuteAsync(0);
        Assert.Null(spans.Single("primitive.Increment").GetTagItem("primitive.name"));
    }
}
