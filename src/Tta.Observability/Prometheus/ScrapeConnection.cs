using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Tta.Observability;

/// <summary>Answers the requests of one scraper, one after the other, until it goes or falls silent.</summary>
internal sealed class ScrapeConnection(Socket socket, PrometheusExporter exporter, byte[]? tokenUtf8, bool loopbackOnly)
{
    private const int MaxHeadBytes = 16 * 1024;
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_slowness = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken stop)
    {
        using Socket owned = socket;
        byte[] head = ArrayPool<byte>.Shared.Rent(MaxHeadBytes);
        try
        {
            int received = 0;
            while (true)
            {
                int end;
                using (CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop))
                {
                    patience.CancelAfter(s_silence);
                    (end, received) = await ReadHeadAsync(head, received, patience.Token).ConfigureAwait(false);
                }

                if (end < 0)
                {
                    return;
                }

                using CancellationTokenSource writing = CancellationTokenSource.CreateLinkedTokenSource(stop);
                writing.CancelAfter(s_slowness);
                ScrapeRequest? request = ScrapeRequest.Parse(head.AsSpan(0, end));
                bool goOn = await AnswerAsync(request, writing.Token).ConfigureAwait(false);
                if (!goOn)
                {
                    return;
                }

                // What came behind the head is the start of the next one.
                head.AsSpan(end, received - end).CopyTo(head);
                received -= end;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The scraper is gone or too slow, or the endpoint closes: nobody is left to answer.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    private async ValueTask<(int End, int Received)> ReadHeadAsync(byte[] head, int received, CancellationToken cancel)
    {
        while (true)
        {
            int end = head.AsSpan(0, received).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return (end + 4, received);
            }

            if (received >= MaxHeadBytes)
            {
                await SendAsync(431, "text/plain; charset=utf-8", "the request head is longer than 16 KiB\n"u8.ToArray(), false, false, false, cancel).ConfigureAwait(false);
                return (-1, received);
            }

            int count = await socket.ReceiveAsync(head.AsMemory(received, MaxHeadBytes - received), cancel).ConfigureAwait(false);
            if (count == 0)
            {
                return (-1, received);
            }

            received += count;
        }
    }

    private async ValueTask<bool> AnswerAsync(ScrapeRequest? request, CancellationToken cancel)
    {
        if (request is null)
        {
            await SendTextAsync(400, "this is not HTTP/1.1\n", false, false, cancel).ConfigureAwait(false);
            return false;
        }

        bool head = request.Method is "HEAD";
        if (Refusal(request) is var (status, reason))
        {
            // A body that was not read may follow a method other than these, so the connection cannot go on.
            bool goOn = request.KeepAlive && request.Method is "GET" or "HEAD";
            await SendTextAsync(status, reason, head, goOn, cancel).ConfigureAwait(false);
            return goOn;
        }

        if (request.Path is not "/metrics")
        {
            await SendTextAsync(200, "metrics are at /metrics\n", head, request.KeepAlive, cancel).ConfigureAwait(false);
            return request.KeepAlive;
        }

        ExpositionFormat format = ExpositionFormats.Negotiate(request.Accept);
        using ExpositionBuffer? metrics = exporter.Scrape(format);
        if (metrics is null)
        {
            await SendTextAsync(500, "the metrics could not be collected\n", head, request.KeepAlive, cancel).ConfigureAwait(false);
            return request.KeepAlive;
        }

        ReadOnlyMemory<byte> body = request.AcceptsGzip ? Zip(metrics.Written) : metrics.Written;
        await SendAsync(200, format.ContentType(), body, request.AcceptsGzip, head, request.KeepAlive, cancel).ConfigureAwait(false);
        return request.KeepAlive;
    }

    private (int Status, string Reason)? Refusal(ScrapeRequest request)
    {
        if (loopbackOnly && !request.IsForLoopback)
        {
            return (403, "this endpoint serves its own machine only: use localhost or 127.0.0.1\n");
        }

        if (tokenUtf8 is not null && !IsAuthorized(request.Authorization))
        {
            return (401, "a bearer token is required\n");
        }

        if (request.Method is not ("GET" or "HEAD"))
        {
            return (405, "only GET and HEAD are served\n");
        }

        return request.Path is "/metrics" or "/" or "/-/healthy" ? null : (404, "metrics are at /metrics\n");
    }

    private bool IsAuthorized(string? authorization)
    {
        const string Scheme = "Bearer ";
        return authorization is not null
            && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()), tokenUtf8);
    }

    private static byte[] Zip(ReadOnlyMemory<byte> text)
    {
        using var zipped = new MemoryStream(text.Length / 8);
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text.Span);
        }

        return zipped.ToArray();
    }

    private ValueTask SendTextAsync(int status, string text, bool headOnly, bool keepAlive, CancellationToken cancel) =>
        SendAsync(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text), false, headOnly, keepAlive, cancel);

    private async ValueTask SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, bool gzip, bool headOnly, bool keepAlive, CancellationToken cancel)
    {
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {ReasonOf(status)}\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nVary: Accept, Accept-Encoding\r\n"
            + $"{(gzip ? "Content-Encoding: gzip\r\n" : "")}{(status is 405 ? "Allow: GET, HEAD\r\n" : "")}{(status is 401 ? "WWW-Authenticate: Bearer\r\n" : "")}"
            + $"X-Content-Type-Options: nosniff\r\nConnection: {(keepAlive ? "keep-alive" : "close")}\r\n\r\n");
        await SendAllAsync(Encoding.ASCII.GetBytes(head), cancel).ConfigureAwait(false);
        if (!headOnly)
        {
            await SendAllAsync(body, cancel).ConfigureAwait(false);
        }
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancel).ConfigureAwait(false)..];
        }
    }

    private static string ReasonOf(int status) => status switch
    {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        _ => "Internal Server Error",
    };
}
