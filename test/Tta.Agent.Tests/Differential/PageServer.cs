using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Tta.Agent.Tests.Differential;

/// <summary>Serves one page over HTTP on a port of the system's choice and tells of each request.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<string> _requests = Channel.CreateUnbounded<string>();
    private readonly byte[] _answer;
    private readonly Task _run;

    public PageServer(string page, string contentType)
    {
        byte[] body = Encoding.UTF8.GetBytes(page);
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        _answer = [.. head, .. body];
        _listener.Start();
        _run = RunAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>First line of the next request.</summary>
    public ValueTask<string> NextRequestAsync(CancellationToken cancellationToken) => _requests.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _run;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                using NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string? first = await reader.ReadLineAsync();
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                await stream.WriteAsync(_answer);
                _requests.Writer.TryWrite(first ?? "");
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _requests.Writer.TryComplete();
        }
    }
}
