using System.Diagnostics;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Saga;

public sealed class SagaTests
{
    private readonly List<string> _course = [];

    [Fact]
    public async Task A_failure_undoes_what_was_done_the_latest_first_and_is_thrown_as_it_is()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Primitive<int, int> saga = (Do("Reserve") >> Do("Pay") >> Steps.Failing("no stock") >> Do("Ship")).AsSaga();
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await saga.ExecuteAsync(0));
        Assert.Equal("no stock", error.Message);
        Assert.Equal(["do Reserve 0", "do Pay 1", "undo Pay 1 -> 2", "undo Reserve 0 -> 1"], _course);
        Assert.Equal(2, metrics.Sum("compensation.runs{primitive.name=SagaPrimitive}"));
        Activity root = spans.Single("primitive.SagaPrimitive");
        Assert.Equal(["Pay", "Reserve"], spans.All("saga.compensation").Select(span => span.GetTagItem("saga.step")));
        Assert.All(spans.All("saga.compensation").Append(spans.Single("saga.forward")), span => Assert.Equal(root.SpanId, span.ParentSpanId));
    }

    [Fact]
    public async Task Success_undoes_nothing()
    {
        Assert.Equal(2, await (Do("Reserve") >> Do("Pay")).AsSaga().ExecuteAsync(0));
        Assert.Equal(["do Reserve 0", "do Pay 1"], _course);
    }

    [Fact]
    public async Task Branches_and_retried_steps_are_undone_too()
    {
        Primitive<int, int> saga = ((Do("A") | Do("B")) >> Sum >> Steps.Failing()).AsSaga();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await saga.ExecuteAsync(0));
        Assert.Equal(["undo A 0 -> 1", "undo B 0 -> 1"], _course.Where(line => line.StartsWith("undo", StringComparison.Ordinal)).Order());
        static int Sum((int, int) both) => both.Item1;
    }

    [Fact]
    public async Task A_cancelled_saga_is_undone_with_a_token_that_is_not_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        bool sawCancelled = true;
        Primitive<int, int> step = Steps.Increment.WithCompensation((_, _, _, token) => { sawCancelled = token.IsCancellationRequested; return default; });
        ValueTask<int> running = (step >> Steps.Endless()).AsSaga().ExecuteAsync(0, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
        Assert.False(sawCancelled);
    }

    [Fact]
    public async Task A_compensation_that_fails_does_not_stop_the_others_and_is_told_together_with_the_cause()
    {
        Primitive<int, int> stuck = Steps.Increment.WithCompensation((_, _, _, _) => throw new TimeoutException("stuck"));
        Primitive<int, int> saga = (Do("Reserve") >> stuck >> Do("Pay") >> Steps.Failing("no stock")).AsSaga();
        CompensationFailedException error = await Assert.ThrowsAsync<CompensationFailedException>(async () => await saga.ExecuteAsync(0));
        Assert.Equal("no stock", error.ForwardError.Message);
        Assert.Equal("Increment", Assert.Single(error.Failures).Key);
        Assert.StartsWith("saga 'SagaPrimitive' failed and could not undo Increment", error.Message, StringComparison.Ordinal);
        Assert.Equal(["undo Pay 2 -> 3", "undo Reserve 0 -> 1"], _course.Where(line => line.StartsWith("undo", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_saga_that_succeeded_is_undone_by_the_one_around_it()
    {
        Primitive<int, int> inner = (Do("A") >> Do("B")).AsSaga(new SagaOptions { Name = "Inner" });
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await (inner >> Do("C") >> Steps.Failing()).AsSaga().ExecuteAsync(0));
        Assert.Equal(["undo C 2 -> 3", "undo B 1 -> 2", "undo A 0 -> 1"], _course.Skip(3));
    }

    [Fact]
    public async Task A_primitive_may_be_the_compensation_and_is_traced()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> step = Steps.Increment.WithCompensation(Workflow.Step("Refund", (int paid) => $"refunded {paid}"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await (step >> Steps.Failing()).AsSaga().ExecuteAsync(0));
        Assert.Equal(spans.Single("saga.compensation").SpanId, spans.Single("primitive.Refund").ParentSpanId);
    }

    [Fact]
    public async Task Without_a_saga_around_it_nothing_is_undone()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await (Do("A") >> Steps.Failing()).ExecuteAsync(0));
        Assert.Equal(["do A 0"], _course);
    }

    private Primitive<int, int> Do(string name) => Workflow.Step(name, (int n) =>
    {
        Note($"do {name} {n}");
        return n + 1;
    }).WithCompensation((input, output, _, _) =>
    {
        Note($"undo {name} {input} -> {output}");
        return default;
    });

    private void Note(string line)
    {
        lock (_course)
        {
            _course.Add(line);
        }
    }
}
