namespace Tta.Agent.Discovery;

/// <summary>Finds targets. Called by one caller at a time.</summary>
public interface ITargetDiscovery
{
    /// <summary>Time between two refreshes; <see cref="Timeout.InfiniteTimeSpan"/> = once.</summary>
    TimeSpan RefreshInterval { get; }

    /// <summary>The groups as they are now; on failure those known before.</summary>
    ValueTask<IReadOnlyList<TargetGroup>> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Why the last refresh failed, in whole or in part; null when it did not.</summary>
    string? LastError { get; }
}
