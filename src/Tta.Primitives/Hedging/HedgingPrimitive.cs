using Polly;
using Polly.Hedging;

namespace Tta.Primitives;

/// <summary>Starts another attempt beside a slow or failed one and takes the first result; the losers are cancelled and awaited.</summary>
internal sealed class HedgingPrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private readonly IPrimitive<TIn, TOut> _inner;
    private readonly int _maxAttempts;

    // Of object: a pipeline of TOut would ask the trimmer to keep every member of TOut, to validate options that have none of them.
    private readonly ResiliencePipeline<object?> _pipeline;

    public HedgingPrimitive(IPrimitive<TIn, TOut> inner, HedgingOptions options)
        : base(options.Validated().Name, "HedgingPrimitive")
    {
        _inner = Observed.Of(inner);
        _maxAttempts = options.MaxHedgedAttempts + 1;
        _pipeline = new ResiliencePipelineBuilder<object?> { TimeProvider = options.TimeProvider }.AddHedging(new HedgingStrategyOptions<object?>
        {
            Name = options.Name,
            MaxHedgedAttempts = options.MaxHedgedAttempts,
            Delay = options.Delay,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && options.ShouldHedge(error)),
        }).Build();
    }

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of($"up to {_maxAttempts} at once", _inner)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        var race = new Race(_inner, input, context);
        return (TOut)(await _pipeline.ExecuteAsync(static (race, token) => race.AttemptAsync(token), race, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>The attempts of one execution.</summary>
    private sealed class Race(IPrimitive<TIn, TOut> inner, TIn input, WorkflowContext context)
    {
        private int _started;

        public async ValueTask<object?> AttemptAsync(CancellationToken cancellationToken)
        {
            WorkflowContext child = context.CreateChild();
            using ChildSpan span = ChildSpan.Start("hedging.attempt", child);
            span.Set("hedging.attempt", Interlocked.Increment(ref _started));
            try
            {
                return await inner.ExecuteAsync(input, child, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                span.Fail(e, cancellationToken);
                throw;
            }
        }
    }
}
