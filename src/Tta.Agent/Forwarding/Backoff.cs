namespace Tta.Agent.Forwarding;

/// <summary>
/// Times of attempts: after each failure in a row twice as long a wait, up to a minute, less up to a fifth at random, so that many senders do not
/// come back at once; or as long as the receiver asks for, up to an hour. Not thread-safe.
/// </summary>
internal sealed class Backoff(TimeProvider time, Random random)
{
    private const double Jitter = 0.2;
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestAsked = TimeSpan.FromHours(1);

    private int _failures;
    private long _since;
    private TimeSpan _wait;

    /// <summary>Whether it is too early for the next attempt.</summary>
    public bool IsWaiting => _failures > 0 && time.GetElapsedTime(_since) < _wait;

    public void Succeeded() => _failures = 0;

    public void Failed(TimeSpan? asked)
    {
        double grown = Math.Min(s_longest.TotalSeconds, s_first.TotalSeconds * Math.Pow(2, Math.Min(_failures, 30)));
        TimeSpan own = TimeSpan.FromSeconds(grown * (1 - (Jitter * random.NextDouble())));
        _wait = asked is { } wanted && wanted > own ? (wanted < s_longestAsked ? wanted : s_longestAsked) : own;
        _since = time.GetTimestamp();
        _failures++;
    }
}
