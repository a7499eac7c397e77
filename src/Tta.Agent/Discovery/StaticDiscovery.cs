namespace Tta.Agent.Discovery;

/// <summary>static_configs: targets that are written in the configuration.</summary>
public sealed class StaticDiscovery(IReadOnlyList<TargetGroup> groups) : ITargetDiscovery
{
    /// <inheritdoc/>
    public TimeSpan RefreshInterval => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public string? LastError => null;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TargetGroup>> RefreshAsync(CancellationToken cancellationToken) => ValueTask.FromResult(groups);
}
