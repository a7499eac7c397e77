using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tta.Server.Hosting;

/// <summary>
/// Some routes of one HTTP surface. It is served on its own port and, where it has a prefix, also on the UI port under that prefix,
/// with the prefix moved to <c>PathBase</c>. Several APIs may share a port: their routes are joined, the first one names the listener.
/// </summary>
internal abstract class Api
{
    /// <summary>Name of the listener in output, status and metrics: "prometheus".</summary>
    public abstract string Name { get; }

    /// <summary>Port before <c>--port-offset</c> is added.</summary>
    public abstract int DefaultPort { get; }

    /// <summary>Prefix on the UI port, such as "/prometheus"; "" for the UI port itself; null = not served there.</summary>
    public abstract string? UiPrefix { get; }

    /// <summary>Protocol of the listener. Without TLS a port speaks either HTTP/1.1 or HTTP/2, never both.</summary>
    public virtual HttpProtocols Protocols => HttpProtocols.Http1;

    /// <summary>True lets web pages served from this machine call the API from a browser (CORS).</summary>
    public virtual bool AllowsLocalOrigins => false;

    /// <summary>Adds the routes, with request delegates (no reflection).</summary>
    public abstract void Map(IEndpointRouteBuilder routes);
}
