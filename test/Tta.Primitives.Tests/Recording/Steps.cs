using Tta.TestKit;

namespace Tta.Primitives.Tests.Recording;

/// <summary>Steps and clocks that the tests share.</summary>
internal static class Steps
{
    public static readonly Primitive<int, int> Increment = Workflow.Step("Increment", (int n) => n + 1);

    public static Primitive<int, int> Failing(string message = "no luck", string name = "Failing") =>
        Workflow.Step<int, int>(name, (int _) => throw new InvalidOperationException(message));

    /// <summary>Fails the given number of times, then gives its input.</summary>
    public static Primitive<int, int> FailingTimes(int times)
    {
        int calls = 0;
        return Workflow.Step("Flaky", (int n) => Interlocked.Increment(ref calls) <= times ? throw new InvalidOperationException("not yet") : n);
    }

    /// <summary>Ends only when it is cancelled.</summary>
    public static Primitive<int, int> Endless(string name = "Endless") => Workflow.Step(name, async (int n, CancellationToken cancellation) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        return n;
    });

    /// <summary>Moves the clock from timer to timer until the work is done; gives the time that took.</summary>
    public static Task<TimeSpan> RunToEndAsync(this ManualTimeProvider clock, Task work, TimeSpan? step = null) => Task.Run(async () =>
    {
        // On the pool what a timer continues runs at the timer's time; the test's own context would put it off.
        DateTimeOffset start = clock.GetUtcNow();
        while (!work.IsCompleted)
        {
            if (clock.ArmedTimerCount > 0)
            {
                clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            }

            await Task.Yield();
        }

        return clock.GetUtcNow() - start;
    });
}
