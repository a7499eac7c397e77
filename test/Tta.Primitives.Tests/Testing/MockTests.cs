using Tta.Primitives.Testing;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Testing;

public sealed class MockTests
{
    [Fact]
    public async Task Answers_are_used_in_order_and_the_last_goes_on()
    {
        MockPrimitive<int, string> mock = new MockPrimitive<int, string>("Model").Throws(new TimeoutException("slow")).Returns("first").Returns(n => $"{n}");
        var context = new WorkflowContext();
        await Assert.ThrowsAsync<TimeoutException>(async () => await mock.ExecuteAsync(1, context));
        Assert.Equal(("first", "3", "4"), (await mock.ExecuteAsync(2, context), await mock.ExecuteAsync(3, context), await mock.ExecuteAsync(4, context)));
        Assert.Equal([1, 2, 3, 4], mock.Calls.Select(call => call.Input));
        Assert.Equal(context.WorkflowId, mock.Calls[0].Context.WorkflowId);
    }

    [Fact]
    public async Task A_mock_composes_like_the_real_step_and_is_traced()
    {
        using var spans = new SpanRecorder();
        MockPrimitive<int, int> mock = new MockPrimitive<int, int>("Model").Throws(new TimeoutException()).Returns(5);
        Assert.Equal(6, await (mock.WithRetry(new RetryOptions { BaseDelay = TimeSpan.Zero }) >> Steps.Increment).ExecuteAsync(0));
        Assert.Equal(2, spans.All("primitive.Model").Length);
    }

    [Fact]
    public async Task A_hanging_mock_ends_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        ValueTask<int> running = new MockPrimitive<int, int>().Hangs().ExecuteAsync(0, cancellation.Token);
        Assert.False(running.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
    }

    [Fact]
    public async Task A_mock_without_an_answer_says_so() => Assert.Equal(
        "mock 'MockPrimitive' was called and has no answer: call Returns, Throws or Hangs first",
        (await Assert.ThrowsAsync<InvalidOperationException>(async () => await new MockPrimitive<int, int>().ExecuteAsync(0))).Message);
}
