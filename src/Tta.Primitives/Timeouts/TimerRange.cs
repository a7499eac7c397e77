using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>What the timers of the platform can wait for.</summary>
internal static class TimerRange
{
    /// <summary>About 49.7 days: milliseconds in 32 bits.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Refuses, when a workflow is built, what would otherwise fail when it waits.</summary>
    public static void ThrowIfBeyond(TimeSpan wait, [CallerArgumentExpression(nameof(wait))] string? name = null) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, Longest, name);
}
