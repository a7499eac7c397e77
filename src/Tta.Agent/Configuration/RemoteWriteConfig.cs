using Tta.Agent.Relabeling;
using Tta.Agent.Scraping;

namespace Tta.Agent.Configuration;

/// <summary>A remote-write receiver.</summary>
public sealed record RemoteWriteConfig
{
    /// <summary>Receiver.</summary>
    public required Uri Url { get; init; }

    /// <summary>Name for metrics and messages.</summary>
    public string Name { get; init; } = "";

    /// <summary>Longest request. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Additional request headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Rules for series.</summary>
    public IReadOnlyList<RelabelRule> WriteRelabelRules { get; init; } = [];

    /// <summary>Credentials.</summary>
    public HttpAuthentication Authentication { get; init; } = HttpAuthentication.None;
}
