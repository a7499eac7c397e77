using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Tta.Primitives;

/// <summary>Tries alternatives in order until one succeeds; when all fail, the error of the primary is thrown as it is.</summary>
internal sealed class FallbackPrimitive<TIn, TOut>(
    IPrimitive<TIn, TOut> primary, IReadOnlyList<IPrimitive<TIn, TOut>> fallbacks, FallbackOptions options)
    : Primitive<TIn, TOut>(options.Validated().Name, "FallbackPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children =>
    [
        PrimitiveChild.Of("primary", primary),
        .. fallbacks.Select(static (fallback, i) => PrimitiveChild.Of("fallback " + (i + 1).ToString(CultureInfo.InvariantCulture), fallback)),
    ];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        Exception error;
        using (ChildSpan span = ChildSpan.Start("fallback.primary", context))
        {
            try
            {
                return await primary.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                span.Fail(e, cancellationToken);
                if (!MayFallBack(e, cancellationToken))
                {
                    throw;
                }

                error = e;
            }
        }

        Measure.Count(PrimitiveTelemetry.FallbackActivations, context, new(AttributeNames.PrimitiveName, Name));
        CurrentSpan.Set("fallback.used", true);
        return await FallBackAsync(ExceptionDispatchInfo.Capture(error), input, context, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TOut> FallBackAsync(
        ExceptionDispatchInfo primaryError, TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        Exception latest = primaryError.SourceException;
        for (int i = 0; i < fallbacks.Count; i++)
        {
            Log.FallbackActivated(TtaLogging.Logger, Name, Failures.ErrorType(latest), i + 1);
            using ChildSpan span = ChildSpan.Start("fallback.fallback", context);
            span.Set("fallback.index", i + 1);
            try
            {
                return await fallbacks[i].ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                span.Fail(e, cancellationToken);
                if (Failures.IsCancellation(e, cancellationToken))
                {
                    throw;
                }

                latest = e;
                if (!MayFallBack(e, cancellationToken))
                {
                    break;
                }
            }
        }

        primaryError.Throw();
        throw primaryError.SourceException;
    }

    private bool MayFallBack(Exception error, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && options.ShouldFallBack(error);
}
