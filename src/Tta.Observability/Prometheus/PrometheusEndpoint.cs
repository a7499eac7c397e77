using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tta.Observability;

/// <summary>Listens for scrapers. Opens its port at once; disposing closes it and every connection.</summary>
internal sealed class PrometheusEndpoint : IDisposable
{
    // A scraper needs one; more are a mistake or an attack.
    private const int MaxConnections = 64;
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly PrometheusExporter _exporter;
    private readonly byte[]? _tokenUtf8;
    private readonly bool _loopbackOnly;
    private readonly Task _accepting;
    private int _connections;

    /// <exception cref="SocketException">The port is in use or may not be opened.</exception>
    public PrometheusEndpoint(IPEndPoint address, string? token, PrometheusExporter exporter)
    {
        _exporter = exporter;
        _tokenUtf8 = string.IsNullOrEmpty(token) ? null : Encoding.UTF8.GetBytes(token);
        _loopbackOnly = IPAddress.IsLoopback(address.Address);
        _listener = new TcpListener(address);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        // The loop ends by the cancellation; a connection that is writing ends by it too.
        _accepting.Wait(s_closing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
                if (Interlocked.Increment(ref _connections) > MaxConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    socket.Dispose();
                    continue;
                }

                socket.NoDelay = true;
                _ = ServeAsync(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A scraper that was gone before it was accepted; the next one may stay.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await new ScrapeConnection(socket, _exporter, _tokenUtf8, _loopbackOnly).RunAsync(_stop.Token).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }
}
