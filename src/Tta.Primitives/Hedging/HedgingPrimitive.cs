using Polly;
using Polly.Hedging;

namespace Tta.Primitives;

/// <summary>Starts another attempt beside a slow or failed one and takes the first result; the losers are cancelled and end in the background.</summary>
internal sealed class HedgingPrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private readonly IPrimitive<TIn, TOut> _inner;
    private readonly bool _seesInputOnly;
    private readonly int _maxAttempts;

    // Of object: a pipeline of TOut would ask the trimmer to keep every member of TOut, to validate options that have none of them.
    private readonly ResiliencePipeline<object?> _pipeline;

    public HedgingPrimitive(IPrimitive<TIn, TOut> inner, HedgingOptions options)
        : base(options.Validated().Name, "HedgingPrimitive")
    {
        _inner = Observed.Of(inner);
        _seesInputOnly = inner is Primitive<TIn, TOut> { SeesInputOnly: true };
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
        bool isHidden = _seesInputOnly && !PrimitiveTelemetry.IsObservedIn(context);
        var race = new Race(_inner, input, context, isHidden);
        return (TOut)(await _pipeline.ExecuteAsync(static (race, token) => race.AttemptAsync(token), race, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>The attempts of one execution, each in a context of its own unless it is hidden from them.</summary>
    private sealed class Race(IPrimitive<TIn, TOut> inner, TIn input, WorkflowContext context, bool isHidden)
    {
        private int _started;

        public async ValueTask<object?> AttemptAsync(CancellationToken cancellationToken)
        {
            WorkflowContext child = isHidden ? context : context.CreateChild();
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
