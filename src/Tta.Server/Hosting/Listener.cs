using System.Net;
using System.Net.Sockets;

namespace Tta.Server.Hosting;

/// <summary>One port with the APIs on it. Its sockets are bound before Kestrel starts, so that a taken port is ours to explain.</summary>
internal sealed class Listener(IReadOnlyList<Api> apis) : IDisposable
{
    private readonly List<(IPEndPoint EndPoint, Socket Socket)> _bound = [];
    private volatile bool _serves;

    public IReadOnlyList<Api> Apis { get; } = apis;

    public string Name => Apis[0].Name;

    /// <summary>Port in use, or the port that was asked for when it could not be bound.</summary>
    public int Port { get; private set; }

    /// <summary>Address for people and clients on this machine.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Why the listener does not serve; null when it does or will.</summary>
    public string? Problem { get; private set; }

    /// <summary>serving, starting or failed.</summary>
    public string State => Problem is not null ? "failed" : _serves ? "serving" : "starting";

    public bool Serves => _serves;

    /// <summary>Runs the routes of the listener.</summary>
    public RequestDelegate Pipeline { get; set; } = static _ => throw new InvalidOperationException("the listener has no routes yet");

    public bool AllowsLocalOrigins => Apis[0].AllowsLocalOrigins;

    public IEnumerable<IPEndPoint> EndPoints
    {
        get
        {
            foreach ((IPEndPoint endPoint, _) in _bound)
            {
                yield return endPoint;
            }
        }
    }

    /// <summary>Binds the port on every address; on failure sets <see cref="Problem"/>.</summary>
    public void Bind(ServerOptions options)
    {
        Port = options.PortOf(Apis[0].DefaultPort);
        if (Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            Problem = $"port {Port} does not exist; choose a --port-offset that keeps {Apis[0].DefaultPort} + offset within 1 and {IPEndPoint.MaxPort}";
            return;
        }

        IPAddress[] addresses = options.Listen is { } only ? [only] : [IPAddress.Loopback, IPAddress.IPv6Loopback];
        foreach (IPAddress address in addresses)
        {
            // An IPv6 loopback that is switched off is no problem as long as IPv4 serves.
            bool optional = _bound.Count > 0;
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                if (address.Equals(IPAddress.IPv6Any))
                {
                    socket.DualMode = true;
                }

                socket.Bind(new IPEndPoint(address, Port));
                socket.Listen();
                var endPoint = (IPEndPoint)socket.LocalEndPoint!;
                Port = endPoint.Port;
                _bound.Add((endPoint, socket));
            }
            catch (SocketException e)
            {
                socket?.Dispose();
                if (!optional || e.SocketErrorCode == SocketError.AddressAlreadyInUse)
                {
                    Fail(e, address);
                    return;
                }
            }
        }

        string host = options.Listen is { } listen && !IPAddress.IsLoopback(listen) ? HostText(listen) : "localhost";
        Url = $"http://{host}:{Port}";
    }

    /// <summary>Hands a bound socket to Kestrel, which owns it from then on; null when the end point is not of this listener.</summary>
    public Socket? TakeSocket(EndPoint endPoint)
    {
        foreach ((IPEndPoint own, Socket socket) in _bound)
        {
            if (own.Equals(endPoint))
            {
                return socket;
            }
        }

        return null;
    }

    public void MarkServing() => _serves = true;

    public void Dispose()
    {
        foreach ((_, Socket socket) in _bound)
        {
            socket.Dispose();
        }

        _bound.Clear();
    }

    private static string HostText(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? Environment.MachineName
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private void Fail(SocketException cause, IPAddress address)
    {
        Dispose();
        Problem = cause.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"port {Port} is taken by {PortOwner.Describe(Port)}; stop it, or start with another --port-offset",
            SocketError.AccessDenied => $"cannot bind {address} port {Port}: permission denied; choose a --port-offset that leads above 1023",
            SocketError.AddressNotAvailable => $"cannot bind {address} port {Port}: this machine does not have that address; check --listen",
            _ => $"cannot bind {address} port {Port}: {cause.Message}",
        };
    }
}
