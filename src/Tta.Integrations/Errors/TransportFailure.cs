namespace Tta.Integrations;

/// <summary>Turns failures below HTTP (no connection, broken stream, client-side timeout) into <see cref="ModelCallException"/>.</summary>
internal static class TransportFailure
{
    /// <summary>The classified exception, or null when the failure is none of transport.</summary>
    /// <param name="provider">Whom the call was for.</param>
    /// <param name="exception">What was caught.</param>
    /// <param name="cancelled">Whether the caller asked to stop: then a cancellation is the caller's, not a timeout.</param>
    public static ModelCallException? From(string provider, Exception exception, bool cancelled) => exception switch
    {
        OperationCanceledException when cancelled => null,
        OperationCanceledException or TimeoutException
            => new ModelCallException(ModelErrorKind.TimedOut, $"{provider} did not answer in time: {exception.Message}", exception),
        HttpRequestException or IOException
            => new ModelCallException(ModelErrorKind.Unavailable, $"cannot reach {provider}: {exception.Message}", exception),
        AggregateException { InnerException: { } first } => From(provider, first, cancelled),
        _ => null,
    };
}
