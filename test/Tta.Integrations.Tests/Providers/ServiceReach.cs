using System.Net.Sockets;

namespace Tta.Integrations.Tests.Providers;

/// <summary>Whether a service can be asked from here.</summary>
internal static class ServiceReach
{
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(3);

    public static bool CanConnect(string host, int port = 443)
    {
        using var socket = new TcpClient();
        try
        {
            return socket.ConnectAsync(host, port).Wait(s_connectLimit);
        }
        catch (AggregateException)
        {
            return false; // No name service or no route: the service cannot be tested from here.
        }
    }
}
