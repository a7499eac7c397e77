namespace Tta.Primitives;

/// <summary>What the observable gauges read of a cache.</summary>
internal interface ICacheGauge
{
    string Name { get; }

    CacheStatistics Statistics { get; }
}
