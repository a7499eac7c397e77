// Spec: OTLP, "Failures": 429, 502, 503 and 504, and UNAVAILABLE of gRPC, are tried again; Retry-After says when. A connection that fails is tried
// again as well, once there has been an answer: a receiver that restarts is waited for, one that never was there is not.
using System.Net;
using System.Net.Http.Headers;

namespace Tta.Observability;

/// <summary>Repeats exports that a receiver could not take at the moment, for less than two seconds. Thread-safe.</summary>
/// <param name="receiver">What sends.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="closing">Cancelled when telemetry ends: there is no time for another attempt then.</param>
internal sealed class RetryingHandler(HttpMessageHandler receiver, TimeProvider time, CancellationToken closing) : DelegatingHandler(receiver)
{
    private const string Unavailable = "14";

    private volatile bool _hasAnswered;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                HttpResponseMessage response = base.Send(request, cancellationToken);
                if (IsFinal(response, attempt, ref asked))
                {
                    return response;
                }
            }
            catch (HttpRequestException) when (_hasAnswered && MayRepeat(attempt))
            {
                // It is likely to be back in a moment.
            }

            RetryPause.WaitAsync(attempt, asked, time, closing, cancellationToken).GetAwaiter().GetResult();
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (IsFinal(response, attempt, ref asked))
                {
                    return response;
                }
            }
            catch (HttpRequestException) when (_hasAnswered && MayRepeat(attempt))
            {
                // It is likely to be back in a moment.
            }

            await RetryPause.WaitAsync(attempt, asked, time, closing, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool MayRepeat(int attempt) => attempt < RetryPause.MaxAttempts && !closing.IsCancellationRequested;

    private bool IsFinal(HttpResponseMessage response, int attempt, ref TimeSpan? asked)
    {
        _hasAnswered = true;
        bool isBusy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            || (response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? grpc) && grpc.Contains(Unavailable));
        if (!isBusy || !MayRepeat(attempt))
        {
            return true;
        }

        RetryConditionHeaderValue? after = response.Headers.RetryAfter;
        asked = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        response.Dispose();
        return false;
    }
}
