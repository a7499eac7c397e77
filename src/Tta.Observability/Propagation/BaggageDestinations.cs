using System.Net;

namespace Tta.Observability;

/// <summary>The hosts that baggage may go to: this machine, and those that were named.</summary>
internal sealed class BaggageDestinations(IReadOnlyList<string> hosts)
{
    /// <param name="carrier">What the headers are written to; anything but an HTTP request goes to an unknown place.</param>
    public bool Allow(object? carrier) => carrier is HttpRequestMessage { RequestUri: { IsAbsoluteUri: true } address } && Allows(address);

    private bool Allows(Uri address) =>
        address.IsLoopback
        || (IPAddress.TryParse(address.IdnHost, out IPAddress? ip) && IPAddress.IsLoopback(ip))
        || hosts.Any(host => IsHost(host, address.IdnHost));

    /// <summary><c>example.com</c> is that host alone, <c>*.example.com</c> every host below it, <c>*</c> every host there is.</summary>
    private static bool IsHost(string pattern, string host) =>
        pattern is "*"
        || (pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) && host.Length > pattern.Length - 1
            : string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase));
}
