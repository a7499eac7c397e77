namespace Tta.Observability;

/// <summary>How often, and after which pauses, what a receiver could not take at the moment is sent again. Pure but for the waiting.</summary>
internal static class RetryPause
{
    public const int MaxAttempts = 4;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Waits before the next attempt; at once when telemetry ends.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="asked">What the receiver asks for; null doubles a quarter of a second each time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="closing">Cancelled when telemetry ends.</param>
    /// <param name="cancel">Ends the attempts.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was.</exception>
    public static async Task WaitAsync(int attempt, TimeSpan? asked, TimeProvider time, CancellationToken closing, CancellationToken cancel)
    {
        TimeSpan pause = asked ?? s_first * (1 << (attempt - 1));
        pause = pause < TimeSpan.Zero ? TimeSpan.Zero : pause > s_longest ? s_longest : pause;
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, closing);
        await Task.Delay(pause, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
    }
}
