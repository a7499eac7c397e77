using Polly;
using Polly.CircuitBreaker;

namespace Tta.Primitives;

/// <summary>Stops calling a step that keeps failing, and probes it from time to time. Thread-safe.</summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public sealed class CircuitBreakerPrimitive<TIn, TOut> : Primitive<TIn, TOut>, ICircuitGauge
{
    private readonly IPrimitive<TIn, TOut> _inner;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline _pipeline;

    internal CircuitBreakerPrimitive(IPrimitive<TIn, TOut> inner, CircuitBreakerOptions options)
        : base(options.Name, "CircuitBreakerPrimitive")
    {
        ArgumentNullException.ThrowIfNull(options.IsFailure);
        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        _inner = Observed.Of(inner);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            Name = options.Name,
            FailureRatio = options.FailureRatio,
            MinimumThroughput = options.MinimumThroughput,
            SamplingDuration = options.SamplingDuration,
            BreakDuration = options.BreakDuration,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && options.IsFailure(error)),
            StateProvider = _state,
            ManualControl = _control,
            OnOpened = _ => Report(CircuitState.Open),
            OnHalfOpened = _ => Report(CircuitState.HalfOpen),
            OnClosed = _ => Report(CircuitState.Closed),
        }).Build();
        CircuitGauges.Register(this);
    }

    /// <summary>The state now.</summary>
    public CircuitState State => _state.CircuitState switch
    {
        Polly.CircuitBreaker.CircuitState.Closed => CircuitState.Closed,
        Polly.CircuitBreaker.CircuitState.HalfOpen => CircuitState.HalfOpen,
        _ => CircuitState.Open,
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("while closed", _inner)];

    /// <summary>Opens the circuit until <see cref="CloseAsync"/> is called.</summary>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>When it is open.</returns>
    public Task IsolateAsync(CancellationToken cancellationToken = default) => _control.IsolateAsync(cancellationToken);

    /// <summary>Closes the circuit and forgets the failures.</summary>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>When it is closed.</returns>
    public Task CloseAsync(CancellationToken cancellationToken = default) => _control.CloseAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static (call, token) => call._inner.ExecuteAsync(call.input, call.context, token),
                (_inner, input, context),
                cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            CurrentSpan.Set("circuit_breaker.state", "open");
            throw new CircuitOpenException(Name, e.RetryAfter, e.InnerException);
        }
    }

    private ValueTask Report(CircuitState state)
    {
        CurrentSpan.AddEvent("circuit_breaker." + state switch
        {
            CircuitState.Open => "opened",
            CircuitState.HalfOpen => "half_opened",
            _ => "closed",
        });
        Log.CircuitChanged(TtaLogging.Logger, Name, state);
        return ValueTask.CompletedTask;
    }
}
