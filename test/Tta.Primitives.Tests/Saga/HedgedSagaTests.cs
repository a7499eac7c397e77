using System.Collections.Concurrent;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Saga;

/// <summary>Of hedged attempts only the one whose result counts may leave something behind.</summary>
public sealed class HedgedSagaTests : IDisposable
{
    private static readonly HedgingOptions s_options = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly TaskCompletionSource _gate = new();
    private readonly ConcurrentQueue<string> _course = new();
    private readonly SemaphoreSlim _undone = new(0);
    private int _attempts;

    public void Dispose() => _undone.Dispose();

    [Theory]
    [InlineData("succeeds")]
    [InlineData("succeeds inside another")]
    [InlineData("fails later")]
    public async Task A_loser_that_ends_late_is_undone_once_whatever_became_of_the_saga(string saga)
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Primitive<int, int> hedged = Book(attempt => attempt == 1 ? _gate.Task : Task.CompletedTask).WithHedging(Hedging());
        Primitive<int, int> work = saga switch
        {
            "succeeds" => hedged.AsSaga(),
            "succeeds inside another" => hedged.AsSaga().AsSaga(new SagaOptions { Name = "Outer" }),
            _ => (hedged >> Steps.Failing()).AsSaga(),
        };
        Task<int> running = Run(work);
        await _clock.RunToEndAsync(running);
        Assert.Equal(saga != "fails later", running.IsCompletedSuccessfully);
        Assert.Equal(saga == "fails later" ? ["book 2", "undo 2"] : ["book 2"], _course);

        _gate.SetResult();
        await UndoneAsync(saga == "fails later" ? 2 : 1);
        Assert.Equal(["book 1", "undo 1"], _course.TakeLast(2));
        Assert.Equal(saga == "fails later" ? 4 : 3, _course.Count);
        Assert.Equal(saga == "fails later" ? 2 : 1, metrics.Sum("compensation.runs{primitive.name=SagaPrimitive}"));
        Assert.Contains(spans.Started, span => span.OperationName == "saga.compensation" && span.ParentSpanId == spans.Single("primitive.HedgingPrimitive").SpanId);
    }

    [Fact]
    public async Task What_a_loser_had_done_when_it_was_cancelled_is_undone()
    {
        Primitive<int, int> wait = Workflow.Step("Wait", async (int n, CancellationToken cancellation) =>
        {
            await (n == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, cancellation) : Task.CompletedTask);
            return n;
        });
        Task<int> running = Run((Book(static _ => Task.CompletedTask) >> wait).WithHedging(Hedging()).AsSaga());
        await _clock.RunToEndAsync(running);
        Assert.Equal(2, await running);
        await UndoneAsync(1);
        Assert.Equal(["book 1", "book 2", "undo 1"], _course);
    }

    [Fact]
    public async Task What_an_attempt_had_done_before_it_failed_is_undone_when_another_wins()
    {
        Primitive<int, int> fail = Workflow.Step("Fail", (int n) => n == 1 ? throw new InvalidOperationException("no stock") : n);
        Assert.Equal(2, await Run((Book(static _ => Task.CompletedTask) >> fail).WithHedging(Hedging()).AsSaga()));
        await UndoneAsync(1);
        Assert.Equal(["book 1", "book 2", "undo 1"], _course);
    }

    [Fact]
    public async Task When_every_attempt_fails_the_saga_undoes_what_they_did_before_it_ends()
    {
        Primitive<int, int> saga = (Book(static _ => Task.CompletedTask) >> Steps.Failing()).WithHedging(Hedging()).AsSaga();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(saga));
        Assert.Equal(["book 1", "book 2", "undo 2", "undo 1"], _course);
    }

    [Fact]
    public async Task An_attempt_that_ignores_the_cancellation_of_its_saga_is_undone_when_it_ends()
    {
        using var cancellation = new CancellationTokenSource();
        Primitive<int, int> book = Book(attempt => attempt == 1 ? _gate.Task : Task.Delay(Timeout.InfiniteTimeSpan, cancellation.Token));
        Task<int> running = book.WithHedging(Hedging()).AsSaga().ExecuteAsync(0, new WorkflowContext(_clock), cancellation.Token).AsTask();
        _clock.Advance(s_options.Delay);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(_course);
        _gate.SetResult();
        await UndoneAsync(1);
        Assert.Equal(["book 1", "undo 1"], _course);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_attempts_do_only_the_result_stays(int seed)
    {
        var random = new Random(seed);
        for (int run = 0; run < 50; run++)
        {
            (_attempts, int attemptCount) = (0, random.Next(1, 5));
            _course.Clear();
            (int WaitMs, bool Fails)[] plan = [.. Enumerable.Range(0, attemptCount + 1).Select(_ => (random.Next(5) * 1000, random.Next(3) == 0))];
            Primitive<int, int> step = Book(attempt => Task.Delay(TimeSpan.FromMilliseconds(plan[attempt - 1].WaitMs), _clock))
                >> Workflow.Step("Check", (int n) => plan[n - 1].Fails ? throw new InvalidOperationException("no stock") : n);
            bool isFailing = random.Next(3) == 0;
            Primitive<int, int> hedged = step.WithHedging(Hedging() with { MaxHedgedAttempts = attemptCount });
            Task<int> running = Run((isFailing ? hedged >> Steps.Failing() : hedged).AsSaga());
            await _clock.RunToEndAsync(running);
            int stays = running.IsCompletedSuccessfully ? 1 : 0;

            // Every attempt books in the end; those still waiting do so when the clock goes on.
            await _clock.RunToEndAsync(UndoneAsync(_attempts - stays));
            int[] booked = Numbers("book "), undone = Numbers("undo ");
            Assert.Equal(Enumerable.Range(1, _attempts), booked);
            Assert.Equal(stays == 0 ? booked : booked.Where(number => number != running.Result), undone);
        }
    }

    private HedgingOptions Hedging() => s_options with { TimeProvider = _clock };

    private int[] Numbers(string start) =>
        [.. _course.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => int.Parse(line[start.Length..], null)).Order()];

    private Task<int> Run(Primitive<int, int> work) => work.ExecuteAsync(0, new WorkflowContext(_clock)).AsTask();

    /// <summary>Gives the number of the attempt, which it books when the wait for that attempt is over.</summary>
    private Primitive<int, int> Book(Func<int, Task> waitOf) => Workflow.Step("Book", async (int _) =>
    {
        int attempt = Interlocked.Increment(ref _attempts);
        await waitOf(attempt);
        _course.Enqueue($"book {attempt}");
        return attempt;
    }).WithCompensation((_, booked, _, _) =>
    {
        _course.Enqueue($"undo {booked}");
        _undone.Release();
        return default;
    });

    private async Task UndoneAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            Assert.True(await _undone.WaitAsync(TimeSpan.FromSeconds(30)), "something was not undone: " + string.Join(", ", _course));
        }
    }
}
