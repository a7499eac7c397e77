// Spec: HTTP/1.1 (RFC 9112), as much of it as a scraper uses: GET and HEAD without a body.
using System.Net;
using System.Text;

namespace Tta.Observability;

/// <summary>The head of one HTTP request.</summary>
internal sealed record ScrapeRequest(string Method, string Path, bool KeepAlive, string? Host, string? Accept, bool AcceptsGzip, string? Authorization)
{
    /// <summary>Reads a head that ends with an empty line; null when it is not HTTP/1.x.</summary>
    public static ScrapeRequest? Parse(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines.Length > 0 ? lines[0].Split(' ') : [];
        if (first is not [{ Length: > 0 } method, ['/', ..] target, "HTTP/1.1" or "HTTP/1.0"])
        {
            return null;
        }

        string? host = null, accept = null, encoding = null, authorization = null, connection = null;
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                return null;
            }

            string value = line[(colon + 1)..].Trim();
            switch (line[..colon].ToLowerInvariant())
            {
                case "host":
                    host = value;
                    break;
                case "accept":
                    accept = accept is null ? value : accept + "," + value;
                    break;
                case "accept-encoding":
                    encoding = encoding is null ? value : encoding + "," + value;
                    break;
                case "authorization":
                    authorization = value;
                    break;
                case "connection":
                    connection = value;
                    break;
                default:
                    break;
            }
        }

        bool keepAlive = first[2] is "HTTP/1.1"
            ? !string.Equals(connection, "close", StringComparison.OrdinalIgnoreCase)
            : string.Equals(connection, "keep-alive", StringComparison.OrdinalIgnoreCase);
        int query = target.IndexOf('?', StringComparison.Ordinal);
        return new ScrapeRequest(method, query < 0 ? target : target[..query], keepAlive, host, accept, TakesGzip(encoding), authorization);
    }

    /// <summary>Whether the request was meant for this machine; a page in a browser that was lured here says otherwise (DNS rebinding).</summary>
    public bool IsForLoopback
    {
        get
        {
            if (Host is null || !Uri.TryCreate("http://" + Host, UriKind.Absolute, out Uri? address))
            {
                return false;
            }

            string name = address.Host.Trim('[', ']');
            return string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out IPAddress? ip) && IPAddress.IsLoopback(ip));
        }
    }

    private static bool TakesGzip(string? encoding)
    {
        foreach (string choice in (encoding ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = choice.Split(';', StringSplitOptions.TrimEntries);
            if (string.Equals(parts[0], "gzip", StringComparison.OrdinalIgnoreCase))
            {
                return parts is not [_, "q=0" or "q=0.0" or "q=0.00" or "q=0.000"];
            }
        }

        return false;
    }
}
