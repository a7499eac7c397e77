using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.CircuitBreaker;

public sealed class CircuitBreakerTests
{
    private readonly ManualTimeProvider _clock = new();
    private bool _isDown = true;
    private int _calls;

    [Fact]
    public async Task It_opens_after_enough_failures_refuses_probes_and_closes_again()
    {
        using var metrics = new MetricRecorder();
        using var log = new LogRecorder();
        CircuitBreakerPrimitive<int, int> circuit = Step().WithCircuitBreaker(Options());
        await FailAsync<InvalidOperationException>(circuit, times: 4);
        Assert.Equal(CircuitState.Open, circuit.State);
        CircuitOpenException refused = await Assert.ThrowsAsync<CircuitOpenException>(async () => await circuit.ExecuteAsync(0));
        Assert.Equal(4, _calls);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.RetryAfter);
        Assert.Equal(2, StateMetric(metrics));
        Assert.Equal(1, metrics.SumOf("primitive.execution.errors", "error.type=circuit_open"));

        _clock.Advance(TimeSpan.FromSeconds(10));
        await FailAsync<InvalidOperationException>(circuit, times: 1);
        Assert.Equal(CircuitState.Open, circuit.State);

        _clock.Advance(TimeSpan.FromSeconds(10));
        _isDown = false;
        Assert.Equal(7, await circuit.ExecuteAsync(7));
        Assert.Equal(CircuitState.Closed, circuit.State);
        Assert.Equal(0, StateMetric(metrics));
        Assert.Contains("Warning: circuit breaker Down is now Open", log.Lines);
        Assert.Contains("Warning: circuit breaker Down is now Closed", log.Lines);
    }

    [Fact]
    public async Task Errors_that_do_not_count_leave_it_closed()
    {
        CircuitBreakerPrimitive<int, int> circuit = Step().WithCircuitBreaker(Options() with { IsFailure = static error => error is TimeoutException });
        await FailAsync<InvalidOperationException>(circuit, times: 20);
        Assert.Equal(CircuitState.Closed, circuit.State);
    }

    [Fact]
    public async Task It_can_be_opened_and_closed_by_hand()
    {
        _isDown = false;
        CircuitBreakerPrimitive<int, int> circuit = Step().WithCircuitBreaker(Options());
        await circuit.IsolateAsync();
        await FailAsync<CircuitOpenException>(circuit, times: 1);
        await circuit.CloseAsync();
        Assert.Equal(1, await circuit.ExecuteAsync(1));
    }

    [Fact]
    public void Options_are_checked_when_the_workflow_is_built() => Assert.ThrowsAny<Exception>(
        () => Step().WithCircuitBreaker(Options() with { FailureRatio = 2 }));

    private static async Task FailAsync<TException>(IPrimitive<int, int> primitive, int times)
        where TException : Exception
    {
        for (int i = 0; i < times; i++)
        {
            await Assert.ThrowsAsync<TException>(async () => await primitive.ExecuteAsync(0));
        }
    }

    private static double StateMetric(MetricRecorder metrics)
    {
        metrics.Observe();
        return metrics.Sum("circuit_breaker.state{primitive.name=Down}");
    }

    private Primitive<int, int> Step() => Workflow.Step("Step", (int n) =>
    {
        _calls++;
        return _isDown ? throw new InvalidOperationException("down") : n;
    });

    private CircuitBreakerOptions Options() => new()
    {
        Name = "Down", MinimumThroughput = 4, BreakDuration = TimeSpan.FromSeconds(10), TimeProvider = _clock,
    };
}
