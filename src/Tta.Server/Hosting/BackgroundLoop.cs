using Tta.Server.SelfMetrics;

namespace Tta.Server.Hosting;

/// <summary>
/// Drives one step of background work at a fixed period until it is disposed, which waits for the step that runs. A step that
/// fails is counted, logged once until it works again, and tried again at the next tick.
/// </summary>
internal sealed class BackgroundLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public BackgroundLoop(
        string name, TimeSpan period, Func<CancellationToken, ValueTask> runOnce, TimeProvider time, ServerMetrics metrics, ILogger logger) =>
        _run = RunAsync(name, new PeriodicTimer(period, time), runOnce, metrics, logger);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(
        string name, PeriodicTimer timer, Func<CancellationToken, ValueTask> runOnce, ServerMetrics metrics, ILogger logger)
    {
        using PeriodicTimer owned = timer;
        bool failing = false;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await runOnce(_stop.Token);
                    if (failing)
                    {
                        failing = false;
                        logger.LogInformation(ServerEvents.BackgroundRecovered, "{Loop} works again", name);
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    metrics.BackgroundFailed(name);
                    if (!failing)
                    {
                        failing = true;
                        logger.LogError(ServerEvents.BackgroundFailed, e, "{Loop} failed; it is tried again every period", name);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: the way every loop ends.
        }
    }
}
