using System.Globalization;

namespace Tta.Primitives;

/// <summary>Tries a failing step again; when it gives up, the last error is thrown as it is.</summary>
/// <remarks>
/// Not on Polly's retry: the clock comes with each context, and the time budget, the deadline and the count of attempts belong to
/// one execution, which a shared pipeline could carry only in its property bag. The loop is shorter than that.
/// </remarks>
/// <param name="inner">The step.</param>
/// <param name="options">When and how often it is tried again.</param>
/// <param name="ended">Told the attempts made and whether the last succeeded, when one did or all had failed; null for nobody.</param>
internal sealed class RetryPrimitive<TIn, TOut>(
    IPrimitive<TIn, TOut> inner, RetryOptions options, Action<int, bool, WorkflowContext>? ended = null)
    : Primitive<TIn, TOut>(options.Validated().Name, "RetryPrimitive")
{
    private static readonly string[] s_spanNames =
        [.. Enumerable.Range(0, 16).Select(static i => "retry.attempt_" + i.ToString(CultureInfo.InvariantCulture))];

    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);
    private readonly int _maxAttempts = options.MaxRetries == int.MaxValue ? int.MaxValue : options.MaxRetries + 1;

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of($"up to {_maxAttempts} attempts", _inner)];

    private KeyValuePair<string, object?> NameTag => new(AttributeNames.PrimitiveName, Name);

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        long startTimestamp = context.TimeProvider.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan delay;
            using (ChildSpan span = StartAttempt(attempt, context))
            {
                try
                {
                    TOut output = await _inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
                    Measure.Record(PrimitiveTelemetry.RetrySuccessAfterAttempts, (long)attempt, context, NameTag);
                    ended?.Invoke(attempt, true, context);
                    return output;
                }
                catch (Exception e)
                {
                    span.Fail(e, cancellationToken);
                    if (!TryPlanNext(e, attempt, context, startTimestamp, cancellationToken, out delay))
                    {
                        throw;
                    }

                    span.Set("retry.backoff_s", delay.TotalSeconds);
                    Log.AttemptFailed(TtaLogging.Logger, Name, attempt, _maxAttempts, Failures.ErrorType(e), delay.TotalMilliseconds);
                }
            }

            CurrentSpan.AddEvent("retry.backoff", "retry.backoff_s", delay.TotalSeconds);
            Measure.Record(PrimitiveTelemetry.RetryBackoff, delay.TotalSeconds, context, NameTag);
            await Task.Delay(delay, context.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private ChildSpan StartAttempt(int attempt, WorkflowContext context)
    {
        Measure.Count(PrimitiveTelemetry.RetryAttempts, context, NameTag);
        string spanName = attempt < s_spanNames.Length
            ? s_spanNames[attempt]
            : "retry.attempt_" + attempt.ToString(CultureInfo.InvariantCulture);
        ChildSpan span = ChildSpan.Start(spanName, context);
        if (span.IsRecorded)
        {
            span.Set("retry.attempt", attempt);
            span.Set("retry.max_attempts", _maxAttempts);
        }

        return span;
    }

    private bool TryPlanNext(
        Exception error, int attempt, WorkflowContext context, long startTimestamp, CancellationToken cancellationToken, out TimeSpan delay)
    {
        delay = TimeSpan.Zero;
        if (cancellationToken.IsCancellationRequested || !options.ShouldRetry(error))
        {
            return false;
        }

        if (attempt < _maxAttempts)
        {
            TimeSpan asked = options.RetryAfter(error) ?? TimeSpan.Zero;
            TimeSpan planned = options.DelayAfter(attempt);
            delay = asked > planned ? asked : planned;
            TimeSpan elapsed = context.TimeProvider.GetElapsedTime(startTimestamp);
            if (asked <= options.MaxRetryAfter
                && (options.MaxElapsed is not { } limit || elapsed + delay <= limit)
                && (context.Remaining is not { } remaining || delay < remaining))
            {
                return true;
            }
        }
        else
        {
            ended?.Invoke(attempt, false, context);
        }

        Measure.Count(PrimitiveTelemetry.RetryExhausted, context, NameTag);
        return false;
    }
}
