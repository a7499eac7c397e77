using System.Diagnostics;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

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
    public async Task A_compensation_that_ignores_the_end_of_its_time_does_not_keep_the_others_from_running()
    {
        var clock = new ManualTimeProvider();
        Primitive<int, int> stuck = Steps.Increment.WithCompensation(static (_, _, _, _) => new ValueTask(new TaskCompletionSource().Task));
        Primitive<int, int> saga = (Do("Reserve") >> stuck >> Steps.Failing("no stock"))
            .AsSaga(new SagaOptions { CompensationTimeout = TimeSpan.FromSeconds(5) });
        Task<int> running = saga.ExecuteAsync(0, new WorkflowContext(clock)).AsTask();
        await clock.RunToEndAsync(running);
        CompensationFailedException error = await Assert.ThrowsAsync<CompensationFailedException>(() => running);
        WorkflowTimeoutException late = Assert.IsType<WorkflowTimeoutException>(Assert.Single(error.Failures).Value);
        Assert.Equal("'Increment' exceeded its timeout of 5 s", late.Message);
        Assert.Equal(["do Reserve 0", "undo Reserve 0 -> 1"], _course);
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

    [Theory]
    [InlineData("fails")]
    [InlineData("fails later")]
    [InlineData("succeeds")]
    [InlineData("succeeds inside another")]
    public async Task A_step_left_behind_by_a_timeout_is_undone_when_it_ends(string saga)
    {
        using var log = new LogRecorder();
        using var metrics = new MetricRecorder();
        var clock = new ManualTimeProvider();
        var gate = new TaskCompletionSource();
        var undone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Primitive<int, int> book = Workflow.Step("Book", async (int n) => { await gate.Task; return n + 100; })
            .WithCompensation((_, booked, _, _) =>
            {
                Note($"undo {booked}");
                undone.SetResult();
                return default;
            });
        Primitive<int, int> limited = (Do("Reserve") >> book).WithTimeout(
            new TimeoutOptions { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.FromSeconds(1) });
        Primitive<int, int> work = saga switch
        {
            "fails" => limited.AsSaga(),
            "fails later" => (limited.WithFallback(Steps.Increment) >> Steps.Failing()).AsSaga(),
            "succeeds" => limited.WithFallback(Steps.Increment).AsSaga(),
            _ => limited.WithFallback(Steps.Increment).AsSaga().AsSaga(new SagaOptions { Name = "Outer" }),
        };
        Task<int> running = work.ExecuteAsync(0, new WorkflowContext(clock)).AsTask();
        await clock.RunToEndAsync(running);
        Assert.Equal(saga.StartsWith("succeeds", StringComparison.Ordinal), running.IsCompletedSuccessfully);
        Assert.Equal(saga.StartsWith("succeeds", StringComparison.Ordinal) ? ["do Reserve 0"] : ["do Reserve 0", "undo Reserve 0 -> 1"], _course);

        gate.SetResult();
        await undone.Task;
        Assert.Equal("undo 101", _course[^1]);
        Assert.Contains("Warning: saga SagaPrimitive: Book ended when nobody waited for it any more, and is undone", log.Lines);
        Assert.Equal(saga.StartsWith("succeeds", StringComparison.Ordinal) ? 1 : 2, metrics.Sum("compensation.runs{primitive.name=SagaPrimitive}"));
    }

    [Fact]
    public async Task A_step_in_time_inside_a_timeout_is_undone_in_its_order()
    {
        Primitive<int, int> saga = (Do("A") >> Do("B").WithTimeout(TimeSpan.FromMinutes(1)) >> Do("C") >> Steps.Failing()).AsSaga();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await saga.ExecuteAsync(0));
        Assert.Equal(["undo C 2 -> 3", "undo B 1 -> 2", "undo A 0 -> 1"], _course.Skip(3));
    }

    [Fact]
    public async Task What_a_compensation_does_is_not_undone()
    {
        Primitive<int, int> step = Steps.Increment.WithCompensation(Do("Refund"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await (step >> Steps.Failing()).AsSaga().ExecuteAsync(0));
        Assert.Equal(["do Refund 1"], _course);
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
