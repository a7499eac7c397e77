using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tta.Observability.Tests.Fakes;

/// <summary>
/// An HTTP receiver on a free loopback port that keeps what it is sent. It plays an OTLP collector or Langfuse; it can refuse,
/// or hold its answers back until released.
/// </summary>
internal sealed class FakeReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _held;

    public FakeReceiver()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Answers of the next requests; 200 when empty.</summary>
    public ConcurrentQueue<int> Statuses { get; } = new();

    /// <summary>Body of every answer.</summary>
    public string Answer { get; set; } = "{}";

    /// <summary>Body of the answer to a request, where it depends on the request; null takes <see cref="Answer"/>.</summary>
    public Func<ReceivedRequest, string?>? AnswerTo { get; set; }

    /// <summary>Its content type.</summary>
    public string ContentType { get; set; } = "application/json";

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Keeps every answer back until <see cref="Release"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _held?.TrySetResult();

    /// <summary>Waits for the first request that matches, also one that came before.</summary>
    public async Task<ReceivedRequest> WaitForAsync(Func<ReceivedRequest, bool> match)
    {
        using var patience = new CancellationTokenSource(Patience.Long);
        while (true)
        {
            if (_requests.FirstOrDefault(match) is { } found)
            {
                return found;
            }

            await _arrived.WaitAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        _arrived.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await ReadRequestAsync(stream) is { } request)
                {
                    _requests.Enqueue(request);
                    _arrived.Release();
                    if (_held is { } held)
                    {
                        await held.Task.WaitAsync(_stop.Token);
                    }

                    int status = Statuses.TryDequeue(out int next) ? next : 200;
                    byte[] body = Encoding.UTF8.GetBytes(AnswerTo?.Invoke(request) ?? Answer);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: {body.Length}\r\nContent-Type: {ContentType}\r\n\r\n"), _stop.Token);
                    await stream.WriteAsync(body, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
            {
                // The client or the test is gone.
            }
        }
    }

    private async Task<ReceivedRequest?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        byte[] body = headers.TryGetValue("Content-Length", out string? length)
            ? await ReadExactlyAsync(stream, int.Parse(length, System.Globalization.CultureInfo.InvariantCulture))
            : headers.ContainsKey("Transfer-Encoding") ? await ReadChunksAsync(stream) : [];
        if (headers.GetValueOrDefault("Content-Encoding") == "gzip")
        {
            using var unzipped = new MemoryStream();
            await using (var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress))
            {
                await gzip.CopyToAsync(unzipped, _stop.Token);
            }

            body = unzipped.ToArray();
        }

        string[] first = lines[0].Split(' ');
        return new ReceivedRequest(first[0], first[1], headers, body);
    }

    private async Task<byte[]> ReadExactlyAsync(NetworkStream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }

    private async Task<byte[]> ReadChunksAsync(NetworkStream stream)
    {
        var body = new List<byte>();
        while (true)
        {
            var line = new StringBuilder();
            while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
            {
                line.Append((char)(await ReadExactlyAsync(stream, 1))[0]);
            }

            int count = Convert.ToInt32(line.ToString().Trim(), 16);
            body.AddRange(await ReadExactlyAsync(stream, count));
            await ReadExactlyAsync(stream, 2);
            if (count == 0)
            {
                return [.. body];
            }
        }
    }
}
