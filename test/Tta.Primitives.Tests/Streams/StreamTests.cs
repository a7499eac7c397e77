using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Streams;

public sealed class StreamTests
{
    private readonly List<string?> _insideSpans = [];

    [Fact]
    public async Task Each_side_sees_its_own_span_between_the_items()
    {
        using var spans = new SpanRecorder();
        using Activity consumer = new Activity("consumer").Start();
        List<int> items = [];
        await foreach (int item in Counting().StreamAsync(3))
        {
            Assert.Same(consumer, Activity.Current);
            Assert.Null(WorkflowContext.Current);
            items.Add(item);
        }

        Assert.Same(consumer, Activity.Current);
        Assert.Equal([0, 1, 2], items);
        Assert.All(_insideSpans, name => Assert.Equal("primitive.Count", name));
        Assert.Equal(4, _insideSpans.Count);
        Activity span = spans.Single("primitive.Count");
        Assert.Equal(consumer.SpanId, span.ParentSpanId);
        Assert.Equal(3L, span.GetTagItem("stream.items"));
        Assert.NotNull(span.GetTagItem("stream.time_to_first_item_s"));
    }

    [Fact]
    public async Task Steps_inside_a_stream_are_its_children_after_every_item()
    {
        using var spans = new SpanRecorder();
        StreamPrimitive<int, int> stream = Workflow.Stream<int, int>("Outer", Inner);
        await foreach (int item in stream.StreamAsync(3))
        {
            await Task.Yield();
        }

        Assert.Equal("Outer(Increment, Increment, Increment)", spans.Tree());

        static async IAsyncEnumerable<int> Inner(int count, WorkflowContext context, [EnumeratorCancellation] CancellationToken cancellation)
        {
            for (int i = 0; i < count; i++)
            {
                yield return await Steps.Increment.ExecuteAsync(i, context, cancellation);
            }
        }
    }

    [Fact]
    public async Task One_enumeration_is_one_execution_and_the_time_to_the_first_item_is_noted()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        var clock = new ManualTimeProvider();
        StreamPrimitive<int, int> slow = Workflow.Stream<int, int>("Slow", Items);
        await foreach (int item in slow.StreamAsync(2, new WorkflowContext(clock)))
        {
            Assert.InRange(item, 0, 1);
        }

        Assert.Equal(0.5, spans.Single("primitive.Slow").GetTagItem("stream.time_to_first_item_s"));
        Assert.Equal(1.0, metrics.Sum("primitive.execution.duration{primitive.name=Slow,primitive.type=StreamPrimitive,status=success}"));
        Assert.Equal(1, metrics.Sum("primitive.executions{primitive.name=Slow,primitive.type=StreamPrimitive,status=success}"));

        async IAsyncEnumerable<int> Items(int count, [EnumeratorCancellation] CancellationToken cancellation)
        {
            for (int i = 0; i < count; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(0.5));
                await Task.Yield();
                yield return i;
            }
        }
    }

    [Fact]
    public async Task A_failure_half_way_is_the_failure_of_the_stream()
    {
        using var spans = new SpanRecorder();
        List<int> items = [];
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (int item in Counting(failAt: 2).StreamAsync(5))
            {
                items.Add(item);
            }
        });
        Assert.Equal([0, 1], items);
        Activity span = spans.Single("primitive.Count");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal(2L, span.GetTagItem("stream.items"));
    }

    [Fact]
    public async Task A_consumer_that_leaves_early_is_a_success()
    {
        using var spans = new SpanRecorder();
        await foreach (int item in Counting().StreamAsync(100))
        {
            if (item == 4)
            {
                break;
            }
        }

        Activity span = spans.Single("primitive.Count");
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal(5L, span.GetTagItem("stream.items"));
    }

    [Fact]
    public async Task Cancellation_is_no_error()
    {
        using var spans = new SpanRecorder();
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in Counting().StreamAsync(100, cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
        Assert.Equal("cancelled", spans.Single("primitive.Count").GetTagItem("primitive.status"));
    }

    [Fact]
    public async Task A_step_may_come_first_and_ordinary_steps_may_follow()
    {
        Primitive<int, int> sum = (Steps.Increment >> Counting()).Map(Steps.Increment).Collect() >> (items => items.Sum());
        Assert.Equal(1 + 2 + 3, await sum.ExecuteAsync(2));
        Assert.Equal("0123", await Counting().Aggregate(static () => "", static (text, n) => $"{text}{n}").ExecuteAsync(4));
    }

    [Fact]
    public async Task Mapped_items_keep_their_order_and_never_run_more_than_allowed()
    {
        int running = 0, peak = 0;
        Primitive<int, int> step = Workflow.Step("Work", async (int n) =>
        {
            peak = Math.Max(peak, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return n * 2;
        });
        Assert.Equal(Enumerable.Range(0, 200).Select(n => n * 2), await Counting().Map(step, maxConcurrency: 4).Collect().ExecuteAsync(200));
        Assert.InRange(peak, 1, 4);
    }

    [Fact]
    public async Task Mapped_items_that_run_at_the_same_time_have_their_own_state()
    {
        var lastHasWritten = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Primitive<int, int> work = Workflow.Step("Work", async (int n, WorkflowContext context, CancellationToken _) =>
        {
            context.State.Set("item", n);
            if (n == 3)
            {
                lastHasWritten.SetResult();
            }

            await lastHasWritten.Task;
            return context.State.Get<int>("item") + context.State.Get<int>("base");
        });
        var context = new WorkflowContext();
        context.State.Set("base", 100);
        Assert.Equal([100, 101, 102, 103], await Counting().Map(work, maxConcurrency: 4).Collect().ExecuteAsync(4, context));
        Assert.False(context.State.TryGet<int>("item", out _));
    }

    [Fact]
    public async Task Mapped_items_one_after_the_other_share_the_state()
    {
        Primitive<int, int> sum = Workflow.Step(
            "Sum", (int n, WorkflowContext context, CancellationToken _) => new ValueTask<int>(context.State.Update("sum", 0, sum => sum + n)));
        Assert.Equal([0, 1, 3, 6], await Counting().Map(sum).Collect().ExecuteAsync(4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_whose_end_fails_is_a_failed_execution_that_is_over(bool isLeftEarly)
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        StreamPrimitive<int, int> stream = Workflow.Stream<int, int>("Torn", static (count, _) => Items(count));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (int item in stream.StreamAsync(3))
            {
                if (isLeftEarly)
                {
                    break;
                }
            }
        });
        Assert.Equal("cannot close", error.Message);
        Activity span = spans.Single("primitive.Torn");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal(2, metrics.Count("workflow.active_requests{workflow.name=Torn}"));
        Assert.Equal(0, metrics.Sum("workflow.active_requests{workflow.name=Torn}"));
        Assert.Equal(1, metrics.Sum("primitive.executions{primitive.name=Torn,primitive.type=StreamPrimitive,status=error}"));

        static async IAsyncEnumerable<int> Items(int count)
        {
            try
            {
                for (int i = 0; i < count; i++)
                {
                    await Task.Yield();
                    yield return i;
                }
            }
            finally
            {
                Close();
            }
        }

        static void Close() => throw new InvalidOperationException("cannot close");
    }

    [Fact]
    public async Task Leaving_a_mapped_stream_ends_what_runs_ahead()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> step = Workflow.Step("Work", async (int n, CancellationToken cancellation) =>
        {
            await (n == 0 ? Task.CompletedTask : Task.Delay(Timeout.InfiniteTimeSpan, cancellation));
            return n;
        });
        await foreach (int item in Counting().Map(step, maxConcurrency: 3).StreamAsync(10))
        {
            break;
        }

        Assert.Equal(spans.Started.Length, spans.Stopped.Length);
    }

    [Fact]
    public async Task Batches_are_full_but_for_the_last()
    {
        IReadOnlyList<IReadOnlyList<int>> batches = await Counting().Batch(3).Collect().ExecuteAsync(8);
        Assert.Equal([[0, 1, 2], [3, 4, 5], [6, 7]], batches);
        Assert.Empty(await Counting().Batch(3).Collect().ExecuteAsync(0));
    }

    [Fact]
    public async Task A_batch_does_not_wait_longer_than_its_patience()
    {
        var clock = new ManualTimeProvider();
        var more = new TaskCompletionSource();
        StreamPrimitive<int, int> source = Workflow.Stream<int, int>("Source", Items);
        await using IAsyncEnumerator<IReadOnlyList<int>> batches =
            source.Batch(10, TimeSpan.FromSeconds(1)).StreamAsync(0, new WorkflowContext(clock)).GetAsyncEnumerator();
        ValueTask<bool> first = batches.MoveNextAsync();
        Assert.False(first.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await first);
        Assert.Equal([1, 2], batches.Current);
        more.SetResult();
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal([3], batches.Current);
        Assert.False(await batches.MoveNextAsync());

        async IAsyncEnumerable<int> Items(int _, [EnumeratorCancellation] CancellationToken cancellation)
        {
            yield return 1;
            yield return 2;
            await more.Task;
            yield return 3;
        }
    }

    [Fact]
    public async Task A_full_batch_leaves_no_timer_behind()
    {
        var clock = new ManualTimeProvider();
        int count = 0;
        await foreach (IReadOnlyList<int> batch in Counting().Batch(2, TimeSpan.FromHours(1)).StreamAsync(8, new WorkflowContext(clock)))
        {
            count += batch.Count;
            Assert.Equal(0, clock.ArmedTimerCount);
        }

        Assert.Equal(8, count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Counting().Batch(2, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Counting().Batch(2, TimeSpan.FromDays(50)));
    }

    [Fact]
    public async Task Collecting_has_a_limit() =>
        await Assert.ThrowsAsync<LoopLimitException>(async () => await Counting().Collect(maxItems: 3).ExecuteAsync(4));

    [Fact]
    public void A_stream_describes_itself() => Assert.Equal(
        "MapPrimitive (Int32 -> IAsyncEnumerable<Int32>)\n├─ stream: Count [StreamPrimitive] (Int32 -> IAsyncEnumerable<Int32>)\n└─ each item: Increment [LambdaPrimitive] (Int32 -> Int32)\n",
        Counting().Map(Steps.Increment).Describe().ToText());

    private StreamPrimitive<int, int> Counting(int failAt = -1)
    {
        return Workflow.Stream<int, int>("Count", Items);

        async IAsyncEnumerable<int> Items(int count, [EnumeratorCancellation] CancellationToken cancellation)
        {
            for (int i = 0; ; i++)
            {
                _insideSpans.Add(Activity.Current?.OperationName);
                if (i == count)
                {
                    yield break;
                }

                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
                if (i == failAt)
                {
                    throw new InvalidOperationException("no luck");
                }

                yield return i;
            }
        }
    }
}
