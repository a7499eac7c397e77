using Microsoft.Extensions.Logging.Abstractions;
using Tta.Server.Hosting;
using Tta.Server.SelfMetrics;
using Tta.TestKit;

namespace Tta.Server.Tests.Hosting;

public sealed class BackgroundLoopTests
{
    [Fact]
    public async Task A_step_that_fails_is_counted_and_tried_again()
    {
        var time = new ManualTimeProvider();
        var metrics = new ServerMetrics(time);
        var ran = new SemaphoreSlim(0);
        int runs = 0;
        await using (new BackgroundLoop("compaction", TimeSpan.FromSeconds(1), Step, time, metrics, NullLogger.Instance))
        {
            for (int i = 0; i < 3; i++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await ran.WaitAsync();
            }
        }

        Assert.Equal(3, runs);
        Assert.Contains("tta_background_failures_total{loop=\"compaction\"} 1\n", metrics.Write(), StringComparison.Ordinal);

        ValueTask Step(CancellationToken cancellationToken)
        {
            ran.Release();
            return ++runs == 2 ? throw new IOException("the disk hiccupped") : ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Disposal_waits_for_the_step_that_runs_and_cancels_it()
    {
        var time = new ManualTimeProvider();
        var entered = new TaskCompletionSource();
        bool wasCancelled = false;
        var loop = new BackgroundLoop("long", TimeSpan.FromSeconds(1), Step, time, new ServerMetrics(time), NullLogger.Instance);
        time.Advance(TimeSpan.FromSeconds(1));
        await entered.Task;
        await loop.DisposeAsync();
        Assert.True(wasCancelled);

        async ValueTask Step(CancellationToken cancellationToken)
        {
            entered.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                wasCancelled = true;
                throw;
            }
        }
    }
}
