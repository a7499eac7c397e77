using Tta.Agent.Scraping;

namespace Tta.Agent.Configuration;

/// <summary>Where alerts are sent.</summary>
/// <param name="Urls">Base URLs, path prefix included.</param>
/// <param name="Timeout">Longest request.</param>
/// <param name="Authentication">Credentials.</param>
public sealed record AlertmanagerConfig(IReadOnlyList<Uri> Urls, TimeSpan Timeout, HttpAuthentication Authentication);
