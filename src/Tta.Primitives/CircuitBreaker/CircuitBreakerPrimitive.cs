using Polly;
using Polly.CircuitBreaker;

namespace Tta.Primitives;

/// <summary>Stops calling a step that keeps failing, and probes it from time to time. Thread-safe.</summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public sealed class CircuitBreakerPrimitive<TIn, TOut> : Primitive<TIn, TOut>, ICircuitGauge
{
    private static readonly Func<ResilienceContext, Call, ValueTask<Outcome<object?>>> s_run = RunAsync;

    private readonly IPrimitive<TIn, TOut> _inner;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();

    // Of object: a pipeline of TOut would ask the trimmer to keep every member of TOut, to validate options that have none of them.
    private readonly ResiliencePipeline<object?> _pipeline;

    internal CircuitBreakerPrimitive(IPrimitive<TIn, TOut> inner, CircuitBreakerOptions options)
        : base(options.Name, "CircuitBreakerPrimitive")
    {
        ArgumentNullException.ThrowIfNull(options.IsFailure);
        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        _inner = Observed.Of(inner);
        _pipeline = new ResiliencePipelineBuilder<object?> { TimeProvider = options.TimeProvider }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<object?>
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
    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        ResilienceContext call = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        ValueTask<Outcome<object?>> outcome = _pipeline.ExecuteOutcomeAsync(s_run, call, new Call(_inner, input, context));
        return outcome.IsCompletedSuccessfully ? new ValueTask<TOut>(End(call, outcome.Result)) : AwaitedAsync(call, outcome);
    }

    private async ValueTask<TOut> AwaitedAsync(ResilienceContext call, ValueTask<Outcome<object?>> outcome) =>
        End(call, await outcome.ConfigureAwait(false));

    // The way of Polly that takes outcomes instead of exceptions is the one without async methods of its own.
    private static ValueTask<Outcome<object?>> RunAsync(ResilienceContext call, Call work)
    {
        ValueTask<TOut> running = work.Inner.ExecuteAsync(work.Input, work.Context, call.CancellationToken);
        return running.IsCompletedSuccessfully ? new(Outcome.FromResult<object?>(running.Result)) : OutcomeOfAsync(running);
    }

    private static async ValueTask<Outcome<object?>> OutcomeOfAsync(ValueTask<TOut> running)
    {
        try
        {
            return Outcome.FromResult<object?>(await running.ConfigureAwait(false));
        }
        catch (Exception e)
        {
            return Outcome.FromException<object?>(e);
        }
    }

    private TOut End(ResilienceContext call, Outcome<object?> outcome)
    {
        ResilienceContextPool.Shared.Return(call);
        if (outcome.Exception is BrokenCircuitException e)
        {
            CurrentSpan.Set("circuit_breaker.state", "open");
            throw new CircuitOpenException(Name, e.RetryAfter, e.InnerException);
        }

        outcome.ThrowIfException();
        return (TOut)outcome.Result!;
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

    private readonly record struct Call(IPrimitive<TIn, TOut> Inner, TIn Input, WorkflowContext Context);
}
