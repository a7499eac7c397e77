using System.Diagnostics;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Fallback;

public sealed class FallbackTests
{
    [Fact]
    public async Task The_alternative_runs_only_when_the_primary_fails()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Assert.Equal(1, await Steps.Increment.WithFallback(Steps.Failing()).ExecuteAsync(0));
        Assert.Equal(0, metrics.SumOf("fallback.activations"));
        Assert.Equal(1, await Steps.Failing().WithFallback(Steps.Increment).ExecuteAsync(0));
        Assert.Equal(1, metrics.Sum("fallback.activations{primitive.name=FallbackPrimitive}"));
        Assert.Equal(
            "FallbackPrimitive(fallback.primary(Increment)) + FallbackPrimitive(fallback.primary(Failing), fallback.fallback(Increment))",
            spans.Tree());
        Activity used = spans.All("primitive.FallbackPrimitive")[1];
        Assert.Equal(true, used.GetTagItem("fallback.used"));
        Assert.Equal(ActivityStatusCode.Unset, used.Status);
    }

    [Fact]
    public async Task When_all_fail_the_error_of_the_primary_is_thrown()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> chain = Steps.Failing("first").WithFallback([Steps.Failing("second"), Steps.Failing("third")]);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await chain.ExecuteAsync(0));
        Assert.Equal("first", error.Message);
        Assert.Equal([1, 2], spans.All("fallback.fallback").Select(span => span.GetTagItem("fallback.index")));
    }

    [Fact]
    public async Task Alternatives_are_tried_in_order_until_one_succeeds()
    {
        int later = 0;
        Primitive<int, int> counting = Workflow.Step("Counting", (int n) => { later++; return n; });
        Assert.Equal(1, await Steps.Failing().WithFallback([Steps.Failing(), Steps.Increment, counting]).ExecuteAsync(0));
        Assert.Equal(0, later);
    }

    [Fact]
    public async Task An_error_that_is_not_meant_passes_as_it_is()
    {
        var options = new FallbackOptions { ShouldFallBack = static error => error is TimeoutException };
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await Steps.Failing().WithFallback(Steps.Increment, options).ExecuteAsync(0));
    }

    [Fact]
    public async Task Cancellation_by_the_caller_starts_no_alternative()
    {
        using var cancellation = new CancellationTokenSource();
        int ran = 0;
        ValueTask<int> running = Steps.Endless()
            .WithFallback(Workflow.Step("Counting", (int n) => { ran++; return n; })).ExecuteAsync(0, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
        Assert.Equal(0, ran);
    }

    [Fact]
    public void At_least_one_alternative_is_needed() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithFallback(Array.Empty<IPrimitive<int, int>>()));
}
